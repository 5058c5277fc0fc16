import type { CompanionBrowser } from '../shared/companion.ts'

/** A browser's own description (`navigator`). */
export interface BrowserTraits {
  readonly userAgent: string
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string }[] }
}

/** Which browser this is. The agent compares it with the name of the focused program. */
export const browserOf = ({ userAgent, userAgentData }: BrowserTraits): CompanionBrowser => {
  if (/\bFirefox\//.test(userAgent)) return 'firefox'
  const brands = userAgentData?.brands.map(({ brand }) => brand) ?? []
  if (brands.includes('Microsoft Edge')) return 'edge'
  return brands.includes('Google Chrome') ? 'chrome' : 'chromium'
}
