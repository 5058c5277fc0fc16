/** A freedesktop.org autostart entry. */
export const desktopEntry = (executable: string, parameters: readonly string[]): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=TouchLedger',
    'Comment=Records which application has the focus, for the team panel and My Day',
    `Exec=${[executable, ...parameters].map(quoted).join(' ')}`,
    // Where the program was removed, the entry counts as none.
    `TryExec=${executable.replaceAll('\\', '\\\\')}`,
    'Icon=touchledger',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')

/** Hides an entry of the same name that holds for everybody (Desktop Application Autostart Specification). */
export const hiddenEntry = '[Desktop Entry]\nType=Application\nName=TouchLedger\nHidden=true\n'

/** Desktop Entry Specification, "The Exec key": quoted, with its own escapes plus those of a string value; % doubled. */
const quoted = (text: string): string =>
  `"${text
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`
