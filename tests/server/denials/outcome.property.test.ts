import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { denialStates, openDenialStates, type DenialState } from '../../../src/shared/contract/denials.ts'
import { noFields, type LedgerChanges } from '../../../src/server/denials/ledger-changes.ts'
import { DenialLedger } from '../../../src/server/denials/ledger.ts'
import { deny } from './support.ts'

const identity = { payer: 'Aetna', claimRef: 'A1', payerClaimRef: 'P1' }
const deniedCents = 10_000

type Operation =
  | { readonly do: 'move'; readonly state: Exclude<DenialState, 'new'> }
  | { readonly do: 'own'; readonly owner: string | null }
  | { readonly do: 'pay'; readonly cents: number; readonly trace: string }
  | { readonly do: 'say'; readonly cents: number | null }
  | { readonly do: 'reverse' | 'deny' }

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    do: fc.constant('move' as const),
    state: fc.constantFrom(...denialStates.filter((state) => state !== 'new')),
  }),
  fc.record({ do: fc.constant('own' as const), owner: fc.constantFrom('Ana', 'Ben', null) }),
  fc.record({
    do: fc.constant('pay' as const),
    cents: fc.integer({ min: -12_000, max: 12_000 }).filter((cents) => cents !== 0),
    trace: fc.constantFrom('T1', 'T2'),
  }),
  fc.record({
    do: fc.constant('say' as const),
    cents: fc.option(fc.integer({ min: 0, max: deniedCents }), { nil: null }),
  }),
  fc.record({ do: fc.constantFrom('reverse' as const, 'deny' as const) }),
)

/** Computed from the events alone, independently of the ledger. */
function outcomeBy(events: LedgerChanges['events']) {
  const states = events.filter(({ kind }) => kind === 'received' || denialStates.some((state) => state === kind))
  const owners = events.filter(({ kind }) => kind === 'owner')
  const lastState = states.at(-1)
  const lastOwner = owners.at(-1)
  const money = events.filter(({ kind }) => kind === 'payment' || kind === 'recovered_amount')
  const lastMoney = money.at(-1)
  const paid = money.filter(({ kind }) => kind === 'payment').reduce((sum, { to }) => sum + Number(to), 0)
  const state = lastState?.to as DenialState
  return {
    state,
    stateSince: lastState?.at,
    ownerSince: lastOwner === undefined || lastOwner.to === null ? null : lastOwner.at,
    firstAppealedAt: states.find(({ kind }) => kind === 'appealed')?.at ?? null,
    resolvedAt: openDenialStates.includes(state) ? null : lastState?.at,
    recoveredCents:
      lastMoney === undefined || lastMoney.to === null
        ? null
        : lastMoney.kind === 'payment'
          ? Math.max(0, Math.min(paid, deniedCents))
          : Number(lastMoney.to),
    reopened: states.filter(({ kind }) => kind === 'reopened').length,
    reassigned: owners.filter(({ from, to }) => from !== null && to !== null).length,
    owner: lastOwner?.to ?? null,
    lastEvent: events.length,
  }
}

describe('the outcome of a denial', () => {
  test('is the sum of its events, in any sequence', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
        const ledger = new DenialLedger([], 1)
        const fresh = {
          claimToken: 't',
          received: 1,
          inRemittance: true,
          fields: noFields,
          denial: {
            ...identity,
            kind: 'full' as const,
            category: 'other',
            groupCode: 'CO',
            carcs: ['16'],
            rarcs: [],
            billedCents: deniedCents,
            paidCents: 0,
            deniedCents,
            balanced: true,
            claimFilingIndicator: null,
            procedure: null,
            practice: null,
          },
        }
        deny(ledger, fresh)
        for (const [index, step] of operations.entries()) {
          const at = index + 2
          const payment = { traceNo: '', payerClaimRef: 'P1', paidCents: 0 }
          if (step.do === 'move') ledger.moveTo(1, step.state, at)
          else if (step.do === 'own') ledger.change(1, { owner: step.owner }, at)
          else if (step.do === 'say') ledger.change(1, { recoveredCents: step.cents }, at)
          else if (step.do === 'pay') {
            ledger.pay('Aetna', 't', { ...payment, traceNo: step.trace, paidCents: step.cents }, at)
          } else if (step.do === 'reverse') ledger.reverse(identity, 't', at)
          else deny(ledger, { ...fresh, received: at })
        }
        const { added, events } = ledger.changes()
        expect(added.length).toBeGreaterThan(0)
        for (const denial of added) {
          const own = events.filter(({ denialNo }) => denialNo === denial.denialNo)
          expect(own.map(({ eventNo }) => eventNo)).toEqual(own.map((_event, index) => index + 1))
          expect(denial).toMatchObject(outcomeBy(own))
        }
      }),
    )
  })
})
