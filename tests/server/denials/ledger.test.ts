import { describe, expect, test } from 'vitest'
import { DenialLedger } from '../../../src/server/denials/ledger.ts'
import { noFields, type KnownDenial, type NewDenial } from '../../../src/server/denials/ledger-changes.ts'
import { outcomeOfReceipt } from '../../../src/server/denials/outcome.ts'
import { deny } from './support.ts'

const identity = (payerClaimRef: string, claimRef = 'A1', payer = 'Aetna') => ({ payer, claimRef, payerClaimRef })

const known = (denialNo: number, changes: Partial<KnownDenial>): KnownDenial => ({
  denialNo,
  importNo: 1,
  inRemittance: true,
  claimToken: 't',
  ...identity('P1'),
  state: 'new',
  received: 5,
  deniedCents: 10_000,
  payments: [],
  lastEvent: 1,
  ...noFields,
  ...outcomeOfReceipt(5, changes.owner ?? null),
  ...changes,
})

const stated = (payerClaimRef: string, claimRef = 'A1'): NewDenial => ({
  claimToken: 't',
  denial: {
    ...identity(payerClaimRef, claimRef),
    kind: 'full',
    category: 'other',
    groupCode: 'CO',
    carcs: ['16'],
    rarcs: [],
    billedCents: 1,
    paidCents: 0,
    deniedCents: 1,
    balanced: true,
    claimFilingIndicator: null,
    procedure: null,
    practice: null,
  },
  fields: noFields,
  received: 5,
  inRemittance: true,
})

const changedStates = (ledger: DenialLedger) =>
  ledger.changes().changed.map(({ denialNo, state, lastEvent }) => [denialNo, state, lastEvent])

describe('the ledger of an import', () => {
  test('a reversal with a new ICN takes the latest open denial, not one that people have closed', () => {
    const ledger = new DenialLedger(
      [
        known(1, { payerClaimRef: 'P1', state: 'appealed' }),
        known(2, { payerClaimRef: 'P2', state: 'in_progress', lastEvent: 4 }),
        known(3, { payerClaimRef: 'P3', state: 'written_off' }),
        known(4, { payerClaimRef: 'P4', payer: 'Cigna' }),
        known(5, { payerClaimRef: 'P5', claimRef: 'A-1' }),
      ],
      6,
    )
    expect(ledger.reverse(identity('P9'), 't', 7)).toBe('changed')
    expect(changedStates(ledger)).toEqual([[2, 'reversed', 5]])
    expect(ledger.changes().events).toEqual([
      {
        denialNo: 2,
        eventNo: 5,
        kind: 'reversed',
        at: 7,
        from: 'in_progress',
        to: 'reversed',
        by: null,
        importNo: null,
      },
    ])
    expect(ledger.reverse(identity('P9'), 't', 7)).toBe('changed')
    expect(ledger.reverse(identity('P9'), 't', 7)).toBe('unmatched')
    expect(ledger.reverse(identity('P3'), 't', 7)).toBe('changed')
    expect(changedStates(ledger).map(([denialNo]) => denialNo)).toEqual([1, 2, 3])
    expect(ledger.reverse(identity('P1'), null, 7)).toBe('unmatched')
  })

  test('of several denials with one ICN a reversal takes the one that is not reversed', () => {
    const ledger = new DenialLedger([known(1, { state: 'reversed' }), known(2, {})], 3)
    expect(deny(ledger, stated('P1'))).toBe('known')
    expect(ledger.reverse(identity('P1'), 't', 7)).toBe('changed')
    expect(changedStates(ledger)).toEqual([[2, 'reversed', 2]])
    expect(ledger.reverse(identity('P1'), 't', 7)).toBe('known')
    expect(deny(ledger, stated('P1'))).toBe('added')
    expect(deny(ledger, stated('P2'))).toBe('added')
    // Another spelling is another claim for a payer.
    expect(deny(ledger, stated('P2', 'a1'))).toBe('added')
    expect(ledger.changes().added.map(({ denialNo, claimRef, state }) => [denialNo, claimRef, state])).toEqual([
      [3, 'A1', 'new'],
      [4, 'A1', 'new'],
      [5, 'a1', 'new'],
    ])
    expect(ledger.nextNo).toBe(6)
  })

  test('unchanged fields change nothing', () => {
    const ledger = new DenialLedger([known(1, { owner: 'Ana', queue: 'Q' })], 2)
    expect(ledger.change(1, { owner: 'Ana', queue: undefined }, 7)).toBe('known')
    expect(ledger.changes()).toEqual({ added: [], changed: [], events: [], payments: [] })
    expect(ledger.change(1, { owner: 'Ben', queue: null, appealDue: 9 }, 7)).toBe('changed')
    expect(ledger.changes().changed).toMatchObject([{ owner: 'Ben', queue: null, appealDue: 9, lastEvent: 4 }])
    expect(ledger.changes().events.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['owner', 'Ana', 'Ben'],
      ['queue', 'Q', null],
      ['appeal_due', null, '9'],
    ])
  })

  test('a payment is posted once to the latest denial received before it, and recovers at most the denied amount', () => {
    const ledger = new DenialLedger(
      [
        known(1, { received: 5, state: 'reversed' }),
        known(2, { received: 9, payerClaimRef: 'P2' }),
        known(3, { received: 20, payerClaimRef: 'P3' }),
        known(4, { received: 9, payer: 'Cigna' }),
      ],
      5,
    )
    const pay = (paidCents: number, at: number, traceNo = 'T1') =>
      ledger.pay('AETNA', 't', { traceNo, payerClaimRef: 'P2', paidCents }, at)
    expect(pay(4_000, 4)).toBe('unmatched')
    expect(pay(4_000, 12)).toBe('changed')
    // A later denial does not take over a posted payment.
    expect(pay(4_000, 30)).toBe('known')
    expect(pay(-4_000, 13)).toBe('changed')
    expect(pay(9_000, 13)).toBe('changed')
    expect(pay(9_000, 14, 'T2')).toBe('changed')
    expect(ledger.pay('Aetna', null, { traceNo: 'T3', payerClaimRef: 'P2', paidCents: 1 }, 30)).toBe('unmatched')
    const { changed, events, payments } = ledger.changes()
    expect(changed).toMatchObject([{ denialNo: 2, state: 'new', recoveredCents: 10_000 }])
    expect(events.map(({ kind, at, from, to }) => [kind, at, from, to])).toEqual([
      ['payment', 12, null, '4000'],
      ['payment', 13, null, '-4000'],
      ['payment', 13, null, '9000'],
      ['payment', 14, null, '9000'],
    ])
    expect(payments.map(({ denialNo, traceNo, paidCents, at }) => [denialNo, traceNo, paidCents, at])).toEqual([
      [2, 'T1', 4_000, 12],
      [2, 'T1', -4_000, 13],
      [2, 'T1', 9_000, 13],
      [2, 'T2', 9_000, 14],
    ])
  })
})
