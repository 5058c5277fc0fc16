/** What a person may do. More roles come with sign-in. */
export type Role = 'admin' | 'supervisor'

/** Who asks. Everything a request does is done in the tenant that knows this principal. */
export type Principal =
  | { readonly kind: 'device'; readonly deviceId: string; readonly userId: string }
  | { readonly kind: 'person'; readonly name: string; readonly roles: readonly Role[] }

/** Who changes something, and when, epoch ms. */
export interface Author {
  readonly by: string
  readonly now: number
}

/** Who did it, as it is written down. */
export function authorOf(principal: Principal): string {
  return principal.kind === 'person' ? principal.name : principal.deviceId
}
