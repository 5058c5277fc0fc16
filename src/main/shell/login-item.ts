/**
 * Parameters for Electron's login item. On Windows they become a command line as they are, so each is quoted by the rules of
 * CommandLineToArgvW: a profile's path may have blanks.
 */
export const loginItemParameters = (platform: string, parameters: readonly string[]): string[] =>
  parameters.map((parameter) => (platform === 'win32' ? quoted(parameter) : parameter))

/** Backslashes count only before a quote. */
const quoted = (text: string): string =>
  /^[\w.-]+$/.test(text)
    ? text
    : `"${text.replace(/(\\*)("|$)/g, (_all, slashes: string, end: string) => `${slashes}${slashes}${end && '\\"'}`)}"`
