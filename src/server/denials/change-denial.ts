import { denialTransitions, type DenialChange } from '../../shared/contract/denials.ts'
import { problem } from '../errors/problem.ts'
import type { Author } from '../identity/principal.ts'
import { within, type Scope } from '../identity/scope.ts'
import { unknownDenial } from './denial-rows.ts'
import { lockDenial, storeChanges } from './ledger-store.ts'
import { DenialLedger } from './ledger.ts'

/**
 * Changes a denial by a person; each changed field is an event.
 * @throws HttpProblem 404 `unknown_denial`, 409 `bad_transition` with the allowed states, 422 `bad_amount`
 */
export async function changeDenial(
  scope: Scope,
  denialNo: number,
  change: DenialChange,
  { by, now }: Author,
): Promise<void> {
  await scope.database.transaction(async (queries) => {
    const denial = await lockDenial(within(scope, queries), denialNo)
    if (!denial) throw unknownDenial()
    const ledger = new DenialLedger([denial], 0)
    const { state, ...fields } = change
    if (state !== undefined && state !== denial.state) {
      const allowed = denialTransitions[denial.state]
      if (state === 'new' || !allowed.includes(state)) {
        throw problem(409, 'bad_transition', `From ${denial.state} a denial can go to ${allowed.join(', ')}.`, {
          errors: [{ pointer: '/state', detail: `expected ${allowed.join(' or ')}` }],
        })
      }
      ledger.moveTo(denialNo, state, now)
    }
    if ((fields.recoveredCents ?? 0) > denial.deniedCents) {
      throw problem(422, 'bad_amount', 'The recovered amount is more than the denied amount.', {
        errors: [{ pointer: '/recoveredCents', detail: 'more than the denied amount' }],
      })
    }
    ledger.change(denialNo, fields, now)
    await storeChanges(queries, { importNo: null, by, now }, ledger.changes())
  })
}
