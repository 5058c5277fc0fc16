/** What an adapter may know about the program behind a window. */
export interface ApplicationTraits {
  /** Path of the executable, from the window's process id. */
  readonly executablePath?: string | null | undefined
  /** Second part of X11's WM_CLASS, or whatever else the platform calls the application. */
  readonly windowClass?: string | null | undefined
}

/**
 * The word rules know an application by: the base name of its executable, without extension, in lower case (`msedge`, `outlook`,
 * `google chrome`); without a readable executable the window class in lower case; null when neither is known.
 *
 * The executable comes first because it is the one thing all platforms and adapters report, and rules have to mean the same
 * everywhere. Lower case because file names on Windows and macOS are not case-sensitive: `EXCEL.EXE` and `excel.exe` are one application.
 */
export const applicationName = ({ executablePath, windowClass }: ApplicationTraits): string | null => {
  const path = (executablePath ?? '')
    // Linux says this of a program that was replaced while it runs, as browsers do when they update themselves.
    .replace(/ \(deleted\)$/, '')
    .replace(/[\\/]+$/, '')
  const fileName = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  // Only the extensions of programs: `python3.11` is a whole name.
  const baseName = fileName.replace(/\.(exe|com|app|appimage|bin)$/i, '')
  return word(baseName) ?? word(windowClass)
}

const word = (text: string | null | undefined): string | null => {
  const trimmed = (text ?? '').trim().toLowerCase()
  return trimmed === '' ? null : trimmed
}
