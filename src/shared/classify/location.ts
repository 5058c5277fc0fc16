/** Where a page is, as rules may see it. The query never gets this far. */
export interface PageLocation {
  /** Lower case, no port. */
  readonly host: string
  /** Path and `#hash`. */
  readonly path: string
}

/** Splits a URL into what rules match on; null when there is no URL or it is none. Never throws. */
export function pageLocation(url: string | null | undefined): PageLocation | null {
  if (!url || !URL.canParse(url)) return null
  const parsed = new URL(url)
  return { host: parsed.hostname.toLowerCase(), path: parsed.pathname + parsed.hash }
}

/** True for the domain itself and its subdomains: `availity.com` holds `essentials.availity.com`, not `notavaility.com`. */
export function hostMatches(domain: string, host: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
