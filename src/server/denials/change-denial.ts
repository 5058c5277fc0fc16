import { denialTransitions, type DenialChange } from '../../shared/contract/denials.ts'
import { readValue } from '../database/database.ts'
import { all, hexOf, sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Acting } from '../audit/append.ts'
import { changedParts } from '../audit/changed-parts.ts'
import { visibleDenials, within, type Scope } from '../identity/scope.ts'
import { unknownDenial } from './denial-rows.ts'
import { lockDenial, lockKnownDenials } from './ledger-store.ts'
import type { KnownDenial } from './ledger-changes.ts'
import { DenialLedger } from './ledger.ts'
import { postingWithoutFile } from './posting-without-file.ts'

/**
 * Changes a denial by a person; each changed field is an event.
 * @throws HttpProblem 404 `unknown_denial`, 409 `bad_transition` with the allowed states, 422 `bad_amount`
 */
export async function changeDenial(
  scope: Scope,
  denialNo: number,
  change: DenialChange,
  author: Acting,
): Promise<void> {
  await scope.database.transaction(async (queries) => {
    const [row] = await within(scope, queries).query<{ claimToken: string | null }>(
      sql`select ${hexOf(sql`d.claim_token`)} as "claimToken" from denials d
        where ${all([sql`d.denial_no = ${denialNo}`, visibleDenials(scope)])}`,
    )
    if (!row) throw unknownDenial()
    const { claimToken } = row
    const known =
      claimToken === null ? await lockDenial(queries, denialNo) : await lockKnownDenials(queries, [claimToken])
    if (!known.some((denial) => denial.denialNo === denialNo)) throw unknownDenial()
    const afterImport = (await readValue<number>(queries, sql`select max(import_no) from imports`)) ?? 0
    const ledger = new DenialLedger(known, 0, { importNo: null, origin: 'person', afterImport })
    applyChange(ledger, denialNo, change, author.now)
    await (await postingWithoutFile(queries, author)).deriveSaid(known, ledger.denials())
    const before = known.find((denial) => denial.denialNo === denialNo)
    const changed = changedParts(before && auditedPart(before), auditedPart(ledger.denial(denialNo)))
    await author.record(queries, { action: 'denial_changed', object: `denial/${denialNo}`, ...changed })
  })
}

/** What of a denial the audit log tells of a change: what people set, without what they write. */
const auditedPart = ({ state, owner, queue, followUpDue, appealDue, correctedClaimDue }: KnownDenial) => ({
  ...{ state, owner, queue, followUpDue, appealDue, correctedClaimDue },
})

function applyChange(ledger: DenialLedger, denialNo: number, change: DenialChange, now: number): void {
  const { state, appealLevel, reason = null, ...fields } = change
  const denial = ledger.denial(denialNo)
  const { proposedState } = denial
  // Saying again where it stands declines a proposal to close it.
  if (state !== undefined && (state !== denial.state || proposedState !== null)) {
    const allowed = denialTransitions[denial.state]
    if (state === 'new' || !(allowed.includes(state) || state === denial.state)) {
      throw problem(409, 'bad_transition', `From ${denial.state} a denial can go to ${allowed.join(', ')}.`, {
        errors: [{ pointer: '/state', detail: `expected ${allowed.join(' or ')}` }],
      })
    }
    ledger.moveTo(denialNo, state, now, { reason, appealLevel })
  } else if (appealLevel !== undefined) {
    if (denial.state !== 'appealed') {
      throw problem(409, 'bad_transition', 'Only an appealed denial has an appeal level.', {
        errors: [{ pointer: '/appealLevel', detail: 'the denial is not appealed' }],
      })
    }
    ledger.setAppealLevel(denialNo, appealLevel, now, reason)
  }
  if ((fields.recoveredCents ?? 0) > denial.deniedCents) {
    throw problem(422, 'bad_amount', 'The recovered amount is more than the denied amount.', {
      errors: [{ pointer: '/recoveredCents', detail: 'more than the denied amount' }],
    })
  }
  ledger.change(denialNo, fields, now, { reason })
}
