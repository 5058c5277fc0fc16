import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Networks in which the operator lets webhooks reach receivers. */
export type Networks = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[]

/** Reads networks with commas between them, as `10.2.0.0/16,fd00:1::/64`. @throws when one is none */
export function parseNetworks(text: string): Networks {
  return text.split(',').map((part) => {
    try {
      // The library also reads 1 and 0x7f.1 as addresses.
      if (isIP(part.trim().split('/', 1)[0] ?? '') === 0) throw new Error('no address')
      return ipaddr.parseCIDR(part.trim())
    } catch {
      throw new Error(`${part.trim()} is no network such as 10.2.0.0/16`)
    }
  })
}

/**
 * Whether a message may go to an IP address: a public one, or one in an allowed network. Private, loopback, link-local, shared, reserved and
 * translated addresses are where an endpoint reaches what outsiders cannot.
 */
export function mayReach(address: string, allowed: Networks): boolean {
  if (!ipaddr.isValid(address)) return false
  const given = ipaddr.process(address)
  return (
    (given.range() === 'unicast' && !isIPv4Compatible(given)) ||
    allowed.some(([network, bits]) => given.kind() === network.kind() && given.match([network, bits]))
  )
}

/** Deprecated (RFC 4291), but some systems still take ::127.0.0.1 for this computer. */
const ipv4Compatible = ipaddr.parseCIDR('::/96')
const isIPv4Compatible = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address.kind() === 'ipv6' && address.match(ipv4Compatible)

/** A name that leads to an address that may not be reached. */
export class NotReachable extends Error {
  override readonly name = 'NotReachable'
}

/** Whether a URL's host is an IP address that may not be reached. A name is judged when it is looked up. */
export function isForbiddenLiteral(hostname: string, allowed: Networks): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) !== 0 && !mayReach(bare, allowed)
}

/** Looks a name up for a connection, which then goes to just these addresses: a second answer of the name server changes nothing. */
export const guardedLookup =
  (allowed: Networks): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const [first] = found
      if (!first || !found.every(({ address }) => mayReach(address, allowed)))
        return done(new NotReachable(hostname), '')
      return options.all ? done(null, found) : done(null, first.address, first.family)
    })
  }
