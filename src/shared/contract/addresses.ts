/** Whether a host is this machine itself, as a URL names it. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** Whether nobody on the way can read what is sent to an address: https, or http to this machine itself. Never throws. */
export function isPrivateTransport(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

/** Why an endpoint's address is refused, for people. */
export const HTTPS_NEEDED = 'must begin with https:// (http:// only for this computer itself)'
