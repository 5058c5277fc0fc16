/**
 * Switches of Chromium and Node that let another program read or steer this one: pages, memory, decrypted traffic. Chromium takes them with one dash
 * or two, and on Windows with a slash.
 */
const debuggingSwitch = new RegExp(
  `^(?:--?|/)(${[
    'remote-debugging-(?:port|pipe|address|socket-name|targets)|remote-allow-origins|auto-open-devtools-for-tabs',
    'inspect(?:-brk|-port|-wait|-publish-uid|-brk-node)?|debug(?:-brk|-port)?|js-flags|expose-internals',
    'disable-web-security|ignore-certificate-errors(?:-spki-list)?|host-rules|host-resolver-rules|load-extension',
    'ssl-key-log-file|(?:log-)?net-log|trace-startup(?:-file)?|(?:renderer|utility|gpu|zygote)-(?:cmd-prefix|launcher)',
  ].join('|')})(?:=|$)`,
  'i',
)

/** The name of the first debugging switch on a command line, without its value; null: there is none. */
export function findDebuggingSwitch(argv: readonly string[]): string | null {
  for (const argument of argv) {
    const name = debuggingSwitch.exec(argument)?.[1]
    if (name !== undefined) return name.toLowerCase()
  }
  return null
}
