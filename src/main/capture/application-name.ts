/** Properties of the program behind a window. */
export interface ApplicationTraits {
  /** Path of the executable, from the window's process id. */
  readonly executablePath?: string | null | undefined
  /** Second part of X11's WM_CLASS, or the platform's own application name. */
  readonly windowClass?: string | null | undefined
}

/**
 * The application name in rules: lower-case base name of the executable without extension (`msedge`, `outlook`), else the window
 * class; null if neither is known. The executable comes first because all platforms and adapters report it.
 */
export const applicationName = ({ executablePath, windowClass }: ApplicationTraits): string | null => {
  const path = (executablePath ?? '')
    // Linux adds this to a program that was replaced while it runs, for example by a browser update.
    .replace(/ \(deleted\)$/, '')
    .replace(/[\\/]+$/, '')
  const fileName = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  // Only program extensions: `python3.11` is a whole name.
  const baseName = fileName.replace(/\.(exe|com|app|appimage|bin)$/i, '')
  return word(baseName) ?? word(windowClass)
}

const word = (text: string | null | undefined): string | null => {
  const trimmed = (text ?? '').trim().toLowerCase()
  return trimmed === '' ? null : trimmed
}
