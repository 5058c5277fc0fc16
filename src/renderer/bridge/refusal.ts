import { z } from 'zod'
import { type SignInRefusal, signInRefusals } from '../../shared/contract/accounts.ts'
import { clearFragment } from './session-token.ts'

/** Why somebody came back from the identity provider without a session. */
export interface Refusal {
  readonly reason: SignInRefusal
  /** That the provider told; null where it does not matter. */
  readonly email: string | null
}

/** Anybody can make a link: what is none of these words, or no e-mail address, is not shown. */
const schema = z.object({ refused: z.enum(signInRefusals), email: z.email().max(254).nullable().catch(null) })

/** The refusal in the fragment, which is removed from the address bar; null without one. */
export function takeRefusal(window: Window): Refusal | null {
  const parameters = new URLSearchParams(window.location.hash.slice(1))
  const parsed = schema.safeParse({ refused: parameters.get('refused'), email: parameters.get('email') })
  if (!parsed.success) return null
  clearFragment(window)
  return { reason: parsed.data.refused, email: parsed.data.email }
}
