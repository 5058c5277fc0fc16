/** The pages of a rule's host, as a browser asks for leave to read them: the domain with its subdomains; an IP address alone. */
export const originOf = (host: string): string => `*://${/^[\d.]+$/.test(host) ? '' : '*.'}${host}/*`
