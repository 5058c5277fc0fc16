import { describe, expect, test } from 'vitest'
import { DenialLedger } from '../../../src/server/denials/ledger.ts'
import type { DenialFields, KnownDenial, NewDenial } from '../../../src/server/denials/ledger.ts'

const fields: DenialFields = {
  owner: null,
  queue: null,
  followUpDue: null,
  appealDue: null,
  serviceLine: null,
  provider: null,
  location: null,
}
const identity = (payerClaimRef: string, claimRef = 'A1', payer = 'Aetna') => ({ payer, claimRef, payerClaimRef })

const known = (denialNo: number, changes: Partial<KnownDenial>): KnownDenial => ({
  denialNo,
  token: 't',
  ...identity('P1'),
  state: 'new',
  lastEvent: 1,
  ...fields,
  ...changes,
})

const stated = (payerClaimRef: string, claimRef = 'A1'): NewDenial => ({
  token: 't',
  denial: {
    ...identity(payerClaimRef, claimRef),
    kind: 'full',
    category: 'other',
    group: 'CO',
    carcs: ['16'],
    rarcs: [],
    billedCents: 1,
    paidCents: 0,
    deniedCents: 1,
    balanced: true,
  },
  fields,
  received: 5,
})

const changedStates = (ledger: DenialLedger) =>
  ledger.changes().changed.map(({ denialNo, state, lastEvent }) => [denialNo, state, lastEvent])

describe('the ledger of an import', () => {
  test('a reversal without a denial of its number takes the latest open one, not one people have closed', () => {
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
      { denialNo: 2, eventNo: 5, kind: 'reversed', at: 7, from: 'in_progress', to: 'reversed' },
    ])
    expect(ledger.reverse(identity('P9'), 't', 7)).toBe('changed')
    expect(ledger.reverse(identity('P9'), 't', 7)).toBe('unmatched')
    expect(ledger.reverse(identity('P3'), 't', 7)).toBe('changed')
    expect(changedStates(ledger).map(([denialNo]) => denialNo)).toEqual([1, 2, 3])
    expect(ledger.reverse(identity('P1'), null, 7)).toBe('unmatched')
  })

  test('of several of one number a reversal closes the one that stands', () => {
    const ledger = new DenialLedger([known(1, { state: 'reversed' }), known(2, {})], 3)
    expect(ledger.deny(stated('P1'))).toBe('known')
    expect(ledger.reverse(identity('P1'), 't', 7)).toBe('changed')
    expect(changedStates(ledger)).toEqual([[2, 'reversed', 2]])
    expect(ledger.reverse(identity('P1'), 't', 7)).toBe('known')
    expect(ledger.deny(stated('P1'))).toBe('added')
    expect(ledger.deny(stated('P2'))).toBe('added')
    // The same letters in another spelling are another claim to a payer.
    expect(ledger.deny(stated('P2', 'a1'))).toBe('added')
    expect(ledger.changes().added.map(({ denialNo, claimRef, state }) => [denialNo, claimRef, state])).toEqual([
      [3, 'A1', 'new'],
      [4, 'A1', 'new'],
      [5, 'a1', 'new'],
    ])
    expect(ledger.nextNo).toBe(6)
  })

  test('fields that say nothing new change nothing', () => {
    const ledger = new DenialLedger([known(1, { owner: 'Ana', queue: 'Q' })], 2)
    expect(ledger.change(1, { owner: 'Ana', queue: undefined }, 7)).toBe('known')
    expect(ledger.changes()).toEqual({ added: [], changed: [], events: [] })
    expect(ledger.change(1, { owner: 'Ben', queue: null, appealDue: 9 }, 7)).toBe('changed')
    expect(ledger.changes().changed).toMatchObject([{ owner: 'Ben', queue: null, appealDue: 9, lastEvent: 4 }])
    expect(ledger.changes().events.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['owner', 'Ana', 'Ben'],
      ['queue', 'Q', null],
      ['appeal_due', null, '9'],
    ])
  })
})
