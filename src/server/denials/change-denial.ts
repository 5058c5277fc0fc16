import { denialTransitions } from '../../shared/contract/denials.ts'
import type { DenialChange, DenialDetail } from '../../shared/contract/denials.ts'
import type { Database } from '../database/database.ts'
import { problem } from '../errors/problem.ts'
import { readDenial, unknownDenial } from './denial-rows.ts'
import { DenialLedger } from './ledger.ts'
import { lockDenial, storeChanges } from './store.ts'

/**
 * Changes a denial by a person's hand; each change is an event. What is as it was changes nothing.
 * @throws HttpProblem 404 `unknown_denial`, 409 `bad_transition` naming the states it may go to, 422 `bad_amount`.
 */
export async function changeDenial(
  database: Database,
  place: { readonly tenantId: string; readonly denialNo: number },
  change: DenialChange,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<DenialDetail> {
  const { tenantId, denialNo } = place
  return database.transaction(async (queries) => {
    const denial = await lockDenial(queries, tenantId, denialNo)
    if (!denial) throw unknownDenial()
    const ledger = new DenialLedger([denial], 0)
    const { state, ...fields } = change
    if (state !== undefined && state !== denial.state) {
      const allowed = denialTransitions[denial.state]
      if (state === 'new' || !allowed.includes(state)) {
        throw problem(409, 'bad_transition', `A denial in state ${denial.state} goes to ${allowed.join(', ')}.`, {
          errors: [{ pointer: '/state', detail: `expected ${allowed.join(' or ')}` }],
        })
      }
      ledger.moveTo(denialNo, state, now)
    }
    if ((fields.recoveredCents ?? 0) > denial.deniedCents) {
      throw problem(422, 'bad_amount', 'Not more can be recovered than was denied.', {
        errors: [{ pointer: '/recoveredCents', detail: 'more than was denied' }],
      })
    }
    ledger.change(denialNo, fields, now)
    await storeChanges(queries, { tenantId, importNo: null, by, now }, ledger.changes())
    return readDenial(queries, tenantId, denialNo)
  })
}
