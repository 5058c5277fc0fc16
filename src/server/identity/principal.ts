import type { Role } from '../../shared/contract/access.ts'

/** Who asks. Everything a request does is done in the tenant that knows this principal. */
export type Principal = { readonly kind: 'device'; readonly deviceId: string; readonly userId: string } | Person

export interface Person {
  readonly kind: 'person'
  /** Null: the endpoint's own admin token. */
  readonly account: Account | null
  readonly name: string
  /** Those of the account that the token or session holds. */
  readonly roles: readonly Role[]
}

/** What a request has to know of an account. */
export interface Account {
  readonly accountId: string
  readonly email: string
  readonly teams: readonly string[]
  readonly userId: string | null
}

/** Who changes something, and when, epoch ms. */
export interface Author {
  readonly by: string
  readonly now: number
}

/** Who did it, as it is written down. */
export function authorOf(principal: Principal): string {
  return principal.kind === 'person' ? principal.name : principal.deviceId
}
