/** The location of a page as rules see it. The query was removed earlier. */
export interface PageLocation {
  /** Lower case, without port and without the dot that may end a full domain name. */
  readonly host: string
  /** Path and `#hash`. */
  readonly path: string
}

/** Splits a URL into the parts that rules match on; null without a valid URL. Never throws. */
export function pageLocation(url: string | null | undefined): PageLocation | null {
  if (!url || !URL.canParse(url)) return null
  const parsed = new URL(url)
  return { host: parsed.hostname.toLowerCase().replace(/\.$/, ''), path: parsed.pathname + parsed.hash }
}

/** A rule's `host` as it is compared. */
export const ruleHost = (host: string): string => host.toLowerCase().replace(/^\.+|\.+$/g, '')

/** True for the domain itself and its subdomains: `availity.com` includes `essentials.availity.com` but not `notavaility.com`. */
export function hostMatches(domain: string, host: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}
