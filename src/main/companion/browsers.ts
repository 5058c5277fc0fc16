import { chromiumExtensionId, firefoxExtensionId, type CompanionBrowser } from '../../shared/companion.ts'

interface BrowserNames {
  /** For people. */
  readonly name: string
  /** Application name in capture: the program file on Linux and Windows, the bundle on macOS. */
  readonly apps: ReadonlySet<string>
}

export const browserNames: Readonly<Record<CompanionBrowser, BrowserNames>> = {
  chrome: { name: 'Chrome', apps: new Set(['chrome', 'google chrome', 'google-chrome']) },
  chromium: { name: 'Chromium', apps: new Set(['chromium', 'chromium-browser']) },
  edge: { name: 'Edge', apps: new Set(['msedge', 'microsoft edge', 'microsoft-edge']) },
  firefox: { name: 'Firefox', apps: new Set(['firefox', 'firefox-esr', 'firefox-bin']) },
}

/** Extensions that may connect. */
export interface AllowedExtensions {
  /** 32 letters from a to p each. */
  readonly chromium: readonly string[]
  /** Like `name@publisher` or a UUID in braces. */
  readonly firefox: readonly string[]
}

export const ownExtensions: AllowedExtensions = { chromium: [chromiumExtensionId], firefox: [firefoxExtensionId] }

/** The browser family of a publisher's extension id; null if the id is invalid. */
export const kindOfExtension = (id: string): keyof AllowedExtensions | null => {
  if (/^[a-p]{32}$/.test(id)) return 'chromium'
  return /^(\{[0-9a-f-]{36}\}|[\w.-]*@[\w.-]+)$/i.test(id) ? 'firefox' : null
}

/**
 * Whether the caller is one of these extensions. Chromium browsers pass its origin first (on Windows followed by a window handle);
 * Firefox passes the host manifest's path and then the id.
 */
export const isAllowedCaller = (words: readonly string[], allowed: AllowedExtensions): boolean => {
  const [first = '', second = ''] = words
  return allowed.chromium.some((id) => first === `chrome-extension://${id}/`) || allowed.firefox.includes(second)
}
