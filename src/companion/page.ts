import { longestPage } from '../shared/companion.ts'

/** The used properties of a tab. */
export interface ShownTab {
  readonly incognito: boolean
  readonly url?: string
}

/**
 * The address of a page for the agent: scheme, host, path and hash. Never the query, a user name or a password; null for a private
 * window and for anything but a web page (`chrome:`, `file:`, `data:`).
 */
export const pageOf = (tab: ShownTab | undefined): string | null => {
  if (tab === undefined || tab.incognito || tab.url === undefined) return null
  const url = parse(tab.url)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  return `${url.protocol}//${url.host}${url.pathname}${url.hash}`.slice(0, longestPage)
}

const parse = (address: string): URL | null => {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
