import type { Role } from '../../shared/contract/access.ts'
import type { Actor } from '../audit/entry.ts'

/** Who asks. Everything a request does is done in the tenant that knows this principal. */
export type Principal = Device | Person

export interface Device {
  readonly kind: 'device'
  readonly deviceId: string
  readonly userId: string
  /** That signed the request: raw Ed25519, base64url. */
  readonly publicKey: string
}

export interface Person {
  readonly kind: 'person'
  /** Null: the endpoint's own admin token. */
  readonly account: Account | null
  readonly name: string
  /** Those of the account that the token or session holds. */
  readonly roles: readonly Role[]
  /** Name of the token that a program used; null: a browser that signed in. */
  readonly tokenName: string | null
  /** When that token ends, epoch ms; null: never, or there is none. */
  readonly tokenExpiresAt: number | null
}

/** What a request has to know of an account. */
export interface Account {
  readonly accountId: string
  readonly email: string
  readonly teams: readonly string[]
  readonly userId: string | null
}

/** Who did it, as it is written down. */
export function authorOf(principal: Principal): string {
  return principal.kind === 'person' ? principal.name : principal.deviceId
}

/** The account of whoever did it. */
export function accountOf(principal: Principal | null): string | null {
  return principal?.kind === 'person' ? (principal.account?.accountId ?? null) : null
}

/** @throws when a device got in: an error of the program, not of the caller. */
export function personOf(principal: Principal): Person {
  if (principal.kind !== 'person') throw new Error('the route lets only people in')
  return principal
}

/** Whoever has the admin token of the endpoint itself: nobody knows who. */
const ADMIN_TOKEN = 'admin-token'

export const nobody: Actor = { actorKind: 'nobody', actorId: 'nobody', actorName: null, tokenName: null, roles: [] }

/** A device as the audit log names it. */
export const actorOfDevice = (deviceId: string): Actor => ({ ...nobody, actorKind: 'device', actorId: deviceId })

/** A principal as the audit log names it. @param roles those that allow what is done */
export function actorOf(principal: Principal | null, roles: readonly Role[]): Actor {
  if (principal === null) return nobody
  if (principal.kind === 'device') {
    return actorOfDevice(principal.deviceId)
  }
  const { account, name, tokenName } = principal
  return {
    ...(account === null
      ? { actorKind: 'admin_token' as const, actorId: ADMIN_TOKEN }
      : { actorKind: 'account' as const, actorId: account.accountId }),
    ...{ actorName: name, tokenName, roles },
  }
}

/** Somebody who has just been found to be the person of an account. */
export const accountActor = (accountId: string, name: string | null, roles: readonly Role[]): Actor => ({
  ...{ actorKind: 'account', actorId: accountId, actorName: name, tokenName: null, roles },
})
