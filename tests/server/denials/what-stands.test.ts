import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DenialDetail } from '../../../src/shared/contract/denials.ts'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { WorklistRow, WorklistSummary } from '../../../src/shared/contract/worklist.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim, type MadePayment } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send, setZone } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const april = (day: number) => Date.UTC(2026, 3, day)

/** One line of 100 dollars with these amounts of group, CARC and cents; what is left of the charge is paid. */
function answer(
  claimRef: string,
  adjustments: readonly (readonly [string, string, number])[],
  fields: Partial<MadeClaim> = {},
): MadeClaim {
  const adjusted = adjustments.reduce((sum, [, , cents]) => sum + cents, 0)
  return { claimRef, lines: [{ charge: 10_000, paid: 10_000 - adjusted, adjustments }], ...fields }
}

/** A paid line and a denied one. */
const partly = (
  claimRef: string,
  paidCents: number,
  deniedCents: number,
  fields: Partial<MadeClaim> = {},
): MadeClaim => ({
  claimRef,
  lines: [
    { charge: paidCents, paid: paidCents },
    { charge: deniedCents, paid: 0, adjustments: [['CO', '50', deniedCents]] },
  ],
  ...fields,
})

describe.each(storesOfPlainSql)('what stands of a denial on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  let files = 0
  const bring = async (day: number, claims: readonly MadeClaim[], payment: Partial<MadePayment> = {}) => {
    files += 1
    const date = `202604${String(day).padStart(2, '0')}`
    const file = make835([{ date, traceNumber: `T${files}`, claims, ...payment }], { firstControlNumber: files })
    const { body } = await send(endpoint, `${files}.835`, file)
    expect(body.status).toBe('imported')
    return body
  }
  const patch = async (json: object, id = '1') =>
    (await ask<DenialDetail & { code?: string }>(endpoint, `/v1/denials/${id}`, { method: 'PATCH', json })).body
  const rows = async () =>
    (await everyDenial(endpoint)).map(({ payerClaimRef, state, leftCents, recoveredCents }) => [
      ...[payerClaimRef, state, leftCents, recoveredCents],
    ])
  const one = async () => (await detail(endpoint, '1')).body
  const P1 = { payerClaimRef: 'P1' }
  const P2 = { payerClaimRef: 'P2' }
  const replacement = { ...P2, frequency: '7' }

  describe('a later claim is an answer', () => {
    const answers: readonly (readonly [string, MadeClaim, string, readonly unknown[]])[] = [
      [
        'a replacement that is denied',
        answer('A1', [['CO', '29', 10_000]], replacement),
        'P1',
        ['reopened', 10_000, null],
      ],
      [
        'a replacement that is paid, with a patient share',
        answer('A1', [['PR', '2', 2_000]], replacement),
        ...(['P1', ['recovered', 0, 8_000]] as const),
      ],
      [
        'a claim that names it by REF*F8',
        answer('A1', [['CO', '29', 4_000]], {
          ...P2,
          originalRef: 'p-1',
          lines: partly('A1', 6_000, 4_000).lines ?? [],
        }),
        ...(['P1', ['reopened', 4_000, 6_000]] as const),
      ],
      ['the same ICN, paid', paid('A1', P1), 'P1', ['recovered', 0, 8_000]],
      ['the same ICN with another spelling', paid('A1', { payerClaimRef: 'p-1' }), 'P1', ['recovered', 0, 8_000]],
      ['the same ICN with another CARC', answer('A1', [['CO', '50', 10_000]], P1), 'P1', ['reopened', 10_000, null]],
      ['another ICN denied with 193', answer('A1', [['CO', '193', 10_000]], P2), 'P1', ['reopened', 10_000, null]],
      ['another ICN denied as a duplicate', answer('A1', [['OA', '18', 10_000]], P2), 'P1', ['reopened', 10_000, null]],
      ['only a patient share', answer('A1', [['PR', '1', 10_000]], P1), 'P1', ['patient_responsibility', 0, null]],
      ['only a contractual amount', answer('A1', [['CO', '45', 10_000]], P1), 'P1', ['written_off', 0, null]],
      ['a void', denied('A1', { ...P2, frequency: '8' }), 'P1', ['voided', 0, null]],
      ['a void that is a reversal', reversal('A1', { ...P1, frequency: '8' }), 'P1', ['voided', 0, null]],
    ]
    test.each(answers)('%s', async (_name, claim, icn, expected) => {
      for (const latestFirst of [false, true]) {
        await forgetDenials(endpoint)
        const first = () => bring(1, [denied('A1', P1)])
        const second = () => bring(10, [claim])
        for (const next of latestFirst ? [second, first] : [first, second]) await next()
        expect([latestFirst, await rows()]).toEqual([latestFirst, [[icn, ...expected]]])
        expect(await one()).toMatchObject({ category: 'authorization', carcs: ['197'], received: april(1) })
      }
    })

    test('unless it says the same again, or is another claim', async () => {
      await bring(1, [denied('A1', P1)])
      expect(await bring(10, [denied('A1', P1)])).toMatchObject({ added: 0, known: 1, updated: 0 })
      expect((await one()).events.map(({ kind }) => kind)).toEqual(['received'])
      expect(await bring(11, [answer('A1', [['CO', '50', 10_000]], P2)])).toMatchObject({ added: 1 })
      // A replacement of a claim that is not on file replaces nothing.
      expect(await bring(12, [denied('A1', { payerClaimRef: 'P3', frequency: '7', originalRef: 'P8' })])).toMatchObject(
        { added: 1 },
      )
      expect(await rows()).toEqual([
        ['P1', 'new', 10_000, null],
        ['P2', 'new', 10_000, null],
        ['P3', 'new', 10_000, null],
      ])
    })

    test('of 18 or 193 is no answer to its neighbor in one transaction', async () => {
      await bring(1, [denied('A1', P1), answer('A1', [['OA', '18', 10_000]], P2)])
      expect(await rows()).toEqual([
        ['P1', 'new', 10_000, null],
        ['P2', 'new', 10_000, null],
      ])
    })

    test('and the latest holds', async () => {
      await bring(1, [partly('A1', 6_000, 4_000, P1)])
      await bring(5, [partly('A1', 3_000, 1_000, replacement)])
      expect(await rows()).toEqual([['P1', 'reopened', 1_000, 3_000]])
      await bring(7, [partly('A1', 1_000, 9_000, { payerClaimRef: 'P3', originalRef: 'P2' })])
      // It leaves no more than was denied.
      expect(await rows()).toEqual([['P1', 'reopened', 4_000, 4_000]])
    })
  })

  describe('a payment that is no answer', () => {
    const other = (paidCents: number) => answer('A1', [['CO', '45', 10_000 - paidCents]], P2)
    test('reduces what is left, and closes the denial when nothing is', async () => {
      await bring(1, [denied('A1', P1)])
      await bring(5, [other(4_000)])
      expect(await rows()).toEqual([['P1', 'new', 6_000, 4_000]])
      await bring(8, [{ ...other(6_000), payerClaimRef: 'P3' }])
      expect(await rows()).toEqual([['P1', 'recovered', 0, 10_000]])
      expect(await one()).toMatchObject({ resolvedAt: april(8) })
    })

    test('opens the denial again when it is taken back', async () => {
      await bring(1, [denied('A1', P1)])
      await bring(5, [other(10_000)])
      const back = { ...other(10_000), status: '22', lines: [{ charge: -10_000, paid: -10_000 }] }
      expect(await bring(9, [back])).toMatchObject({ unmatchedReversals: 0 })
      expect(await rows()).toEqual([['P1', 'reopened', 10_000, 0]])
    })
  })

  describe('a reversal', () => {
    test('leaves the denial neither open nor closed until the correction comes, which overturns it by a payment', async () => {
      await bring(1, [denied('A1', P1)])
      await bring(5, [reversal('A1', P1)])
      expect(await rows()).toEqual([['P1', 'reversed', 10_000, null]])
      await bring(9, [paid('A1', P2)])
      expect(await rows()).toEqual([['P1', 'overturned', 0, 8_000]])
    })

    test('and its correction in one file with another ICN', async () => {
      await bring(9, [reversal('A1', P1), paid('A1', P2)], { payer: 'ACME HEALTH' })
      await bring(1, [denied('A1', P1)])
      expect(await rows()).toEqual([['P1', 'overturned', 0, 8_000]])
    })

    test('of a partial payment leaves what came on top of it', async () => {
      await bring(1, [partly('A1', 6_000, 4_000, P1)])
      const taken = { ...partly('A1', -6_000, -4_000, P1), status: '22' }
      await bring(5, [taken, partly('A1', 9_000, 1_000, P1)])
      expect(await rows()).toEqual([['P1', 'reopened', 1_000, 3_000]])
    })

    test('answers an open appeal by its correction, on its day', async () => {
      await bring(1, [denied('A1', P1), denied('A2', P2)])
      for (const id of ['1', '2']) await patch({ state: 'appealed' }, id)
      const list = 'Claim,Payer,Status,Status date\n'
      await send(endpoint, 'x.csv', `${list}A1,ACME HEALTH,appealed,2026-04-15\n`)
      await bring(15, [
        reversal('A1', P1),
        answer('A1', [['CO', '193', 10_000]], P1),
        reversal('A2', P2),
        paid('A2', P2),
      ])
      expect(await rows()).toEqual([
        ['P1', 'reopened', 10_000, null],
        ['P2', 'overturned', 0, 8_000],
      ])
      expect(await one()).toMatchObject({
        carcs: ['197'],
        appealLevel: '1',
        appealDecisions: [{ level: '1', at: april(15), outcome: 'upheld' }],
      })
      expect((await detail(endpoint, '2')).body.appealDecisions).toEqual([
        { level: '1', at: april(15), outcome: 'overturned' },
      ])
    })

    test('of a paid claim is matched to it, and a correction that denies is a new denial', async () => {
      await bring(5, [
        {
          ...paid('A1', P1),
          status: '22',
          lines: [{ charge: -10_000, paid: -8_000, adjustments: [['CO', '45', -2_000]] }],
        },
      ])
      const { body } = await send(endpoint, 'again.835', make835([{ date: '20260401', claims: [paid('A1', P1)] }]))
      expect(body).toMatchObject({ status: 'imported' })
      expect(await bring(7, [denied('A1', P1)])).toMatchObject({ added: 1 })
      expect(await rows()).toEqual([['P1', 'new', 10_000, null]])
      const taken = {
        ...paid('B1', P1),
        status: '22',
        lines: [{ charge: -10_000, paid: -8_000, adjustments: [['CO', '45', -2_000]] }],
      } as const
      await bring(1, [paid('B1', P1)])
      expect(await bring(3, [taken])).toMatchObject({ unmatchedReversals: 0 })
      expect(await bring(3, [{ ...taken, claimRef: 'B2' }])).toMatchObject({ unmatchedReversals: 1 })
    })

    test('of an earlier answer leaves the later one', async () => {
      await bring(1, [denied('A1', P1)])
      await bring(5, [paid('A1', replacement)])
      await bring(6, [reversal('A1', P1)])
      expect(await rows()).toEqual([['P1', 'recovered', 0, 8_000]])
    })
  })

  describe('people', () => {
    test('close what they give up for good, whatever the payer denies again', async () => {
      await bring(1, [denied('A1', P1)])
      await patch({ state: 'written_off', reason: 'Below the threshold' })
      await bring(15, [answer('A1', [['CO', '193', 10_000]], P2)])
      const { state, events } = await one()
      expect([state, events.map(({ kind, reason }) => [kind, reason])]).toEqual([
        'written_off',
        [
          ['received', null],
          ['written_off', 'Below the threshold'],
          ['answer', null],
        ],
      ])
    })

    test('close a denial whose payer leaves nothing, where closing is only proposed', async () => {
      await ask(endpoint, '/v1/settings/closing', { method: 'PUT', json: { closing: 'proposed' } })
      await bring(1, [denied('A1', P1), denied('A2', P2)])
      await patch({ state: 'appealed' })
      await patch({ state: 'in_progress' }, '2')
      await bring(15, [paid('A1', P1), paid('A2', P2)])
      expect(await rows()).toEqual([
        ['P1', 'appealed', 0, 8_000],
        ['P2', 'in_progress', 0, 8_000],
      ])
      expect(await one()).toMatchObject({ proposedState: 'overturned', resolvedAt: null })
      const proposed = await everyDenial(endpoint, 'proposed=1')
      expect(proposed.map(({ id, proposedState }) => [id, proposedState])).toEqual([
        ['1', 'overturned'],
        ['2', 'recovered'],
      ])
      expect(await patch({ state: 'overturned' })).toMatchObject({
        ...{ state: 'overturned', proposedState: null, resolvedAt: NOW },
        appealDecisions: [{ level: '1', at: april(15), outcome: 'overturned' }],
      })
      // Saying again that it is in progress declines the proposal.
      expect(await patch({ state: 'in_progress' }, '2')).toMatchObject({ state: 'in_progress', proposedState: null })
    })

    test('appeal level by level, and the first decision on each stays', async () => {
      await bring(1, [denied('A1', P1)])
      expect(await patch({ state: 'appealed' })).toMatchObject({ appealLevel: '1' })
      expect(await patch({ state: 'upheld' })).toMatchObject({ resolvedAt: NOW })
      expect(await patch({ state: 'appealed' })).toMatchObject({ appealLevel: '2', resolvedAt: null })
      expect(await patch({ appealLevel: 'external' })).toMatchObject({ appealLevel: 'external', state: 'appealed' })
      expect(await patch({ appealLevel: 2 })).toMatchObject({ appealLevel: '2' })
      await patch({ state: 'overturned' })
      const decisions = [
        { level: '1', at: NOW, outcome: 'upheld' },
        { level: '2', at: NOW, outcome: 'overturned' },
      ]
      expect(await patch({ state: 'reopened' })).toMatchObject({ appealDecisions: decisions })
      expect(await patch({ state: 'appealed', appealLevel: 1 })).toMatchObject({ appealLevel: '1' })
      expect(await patch({ state: 'written_off' })).toMatchObject({ appealDecisions: decisions })
      expect(await patch({ appealLevel: 1 })).toMatchObject({ code: 'bad_transition' })
    })

    test('have the payer’s deadline for the next level, and for a corrected claim', async () => {
      const rule = { id: 'acme', payer: 'acme', appealDays: 30, appealLevel2Days: 60, correctedClaimDays: 90 }
      await ask(endpoint, '/v1/settings/contracts', { method: 'PUT', json: { rules: [rule] } })
      await bring(1, [denied('A1', P1)])
      const deadlines = { appealDue: Date.UTC(2026, 4, 1), correctedClaimDue: Date.UTC(2026, 5, 30) }
      expect(await one()).toMatchObject({ ...deadlines, nextAppealDue: null })
      await patch({ state: 'appealed' })
      await bring(15, [answer('A1', [['CO', '193', 10_000]], P2)])
      expect(await one()).toMatchObject({ ...deadlines, state: 'reopened', nextAppealDue: Date.UTC(2026, 5, 14) })
      // No limit is known of the external review.
      expect(await patch({ state: 'appealed' })).toMatchObject({ appealLevel: '2', nextAppealDue: null })
      expect(await patch({ state: 'upheld' })).toMatchObject({ nextAppealDue: null })
      expect(await patch({ correctedClaimDue: april(20) })).toMatchObject({ correctedClaimDue: april(20) })
    })

    test('state all of it as recovered, which leaves nothing', async () => {
      await bring(1, [denied('A1', P1)])
      expect(await patch({ recoveredCents: 4_000 })).toMatchObject({ state: 'new', leftCents: 6_000 })
      expect(await patch({ recoveredCents: 10_000 })).toMatchObject({
        state: 'recovered',
        leftCents: 0,
        resolvedAt: NOW,
      })
      expect((await one()).events.at(-1)).toMatchObject({ kind: 'recovered', by: 'rule closing', reason: null })
      // What follows from it is not said twice.
      await bring(15, [denied('A3', P2)])
      await bring(14, [denied('A1', P1)])
      expect((await one()).events.filter(({ kind }) => kind === 'recovered')).toHaveLength(1)
    })
  })

  test('a decision keeps its month, whatever is written off or paid later', async () => {
    const march = (day: number) => Date.UTC(2026, 2, day)
    const measured = async (id: string, from: number, to: number, query = '') =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${from}&to=${to}${query}`)).body.rows.map(
        ({ key, numerator, denominator }) => [key, numerator, denominator],
      )
    await bring(1, [denied('A1', P1), denied('A2', P2), denied('A3', { payerClaimRef: 'P3' })], { date: '20260301' })
    const list = (cells: readonly string[]) => ['Claim,Payer,Status,Status date', ...cells, ''].join('\n')
    const appealed = ['A1', 'A2'].map((claim) => `${claim},ACME HEALTH,appealed,2026-03-05`)
    await send(endpoint, 'a.csv', list(appealed))
    await send(endpoint, 'b.csv', list(['A2,ACME HEALTH,upheld,2026-03-25']))
    await bring(1, [reversal('A1', P1), paid('A1', P1)], { date: '20260320' })
    const rate = () => measured('appeal_overturn_rate', march(1), april(1))
    expect(await rate()).toEqual([['', 1, 2]])
    const open = () => measured('open_denials', march(25), march(26))
    expect(await open()).toEqual([['', 1, null]])
    await patch({ state: 'written_off' }, '2')
    await bring(10, [answer('A1', [], P1)])
    expect(await rate()).toEqual([['', 1, 2]])
    expect(await open()).toEqual([['', 1, null]])
    expect(await measured('write_offs', march(1), april(1))).toEqual([['', null, null]])
    expect(await measured('write_offs', april(1), april(30))).toEqual([['', 10_000, null]])
    // Reopened and lost on the second level as well.
    await patch({ state: 'reopened' }, '2')
    expect(await open()).toEqual([['', 1, null]])
    await patch({ state: 'appealed' }, '2')
    await patch({ state: 'upheld' }, '2')
    const byLevel = () => measured('appeal_overturn_rate', march(1), april(30), '&by=appeal_level')
    expect(new Set(await byLevel())).toEqual(
      new Set([
        ['1', 1, 2],
        ['2', 0, 1],
      ]),
    )
    expect(await measured('appeal_overturn_rate', march(1), april(30), '&appealLevel=2')).toEqual([['', 0, 1]])
    const behind = await ask<{ rows: { id: string; numerator: number; denominator: number }[] }>(
      endpoint,
      `/v1/metrics/appeal_overturn_rate/rows?from=${march(1)}&to=${april(30)}`,
    )
    expect(behind.body.rows.map(({ id, numerator, denominator }) => [id, numerator, denominator])).toEqual([
      ['1', 1, 1],
      ['2', 0, 2],
    ])
  })

  test('what is left is what open, overdue and ranked amounts go by', async () => {
    await bring(1, [denied('A1', P1), denied('A2', P2)])
    await bring(5, [partly('A1', 6_000, 4_000, P1), reversal('A2', P2)])
    const value = async (id: string) =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${april(1)}&to=${april(30)}`)).body.rows[0]?.value
    expect([await value('open_denials'), await value('open_amount'), await value('overdue_amount')]).toEqual([
      1, 4_000, 4_000,
    ])
    // Three days earlier nothing was answered: all of both was left.
    const { body } = await ask<MetricAnswer>(endpoint, `/v1/metrics/open_amount?from=${april(1)}&to=${april(2)}`)
    expect(body.rows[0]?.value).toBe(20_000)
    const { body: summary } = await ask<WorklistSummary>(endpoint, '/v1/worklist/summary')
    expect(summary.open).toEqual({ count: 1, leftCents: 4_000 })
    const { body: worklist } = await ask<Page<WorklistRow>>(endpoint, '/v1/worklist')
    expect(worklist.rows.map(({ id, leftCents, priority }) => [id, leftCents, Math.round(priority)])).toEqual([
      [
        '1',
        4_000,
        Math.round(
          (4_000 * (worklist.rows[0]?.forecast.overturnRate ?? 0)) / (worklist.rows[0]?.forecast.minutes ?? 1),
        ),
      ],
    ])
  })

  describe('a list', () => {
    const list = (cells: string) => `Claim,Payer,Status,Status date\nA1,ACME HEALTH,${cells}\n`
    test('that still has a denial open which the payer has settled changes nothing', async () => {
      await bring(1, [denied('A1', P1)])
      await bring(5, [paid('A1', P1)])
      const { body } = await send(endpoint, 'a.csv', list('in progress,'))
      expect(body).toMatchObject({ status: 'imported', known: 1 })
      expect(await rows()).toEqual([['P1', 'recovered', 0, 8_000]])
    })

    test('that names the day of an appeal makes the later payment overturn it, whichever comes first', async () => {
      const appeal = () => send(endpoint, 'a.csv', list('appeal sent,2026-04-03'))
      for (const listFirst of [true, false]) {
        await forgetDenials(endpoint)
        await bring(1, [denied('A1', P1)])
        if (listFirst) await appeal()
        await bring(5, [paid('A1', P1)])
        if (!listFirst) await appeal()
        expect(await rows()).toEqual([['P1', 'overturned', 0, 8_000]])
        expect((await one()).appealDecisions).toEqual([{ level: '1', at: april(5), outcome: 'overturned' }])
      }
    })

    test.each([
      ['Resubmitted', 'corrected_claim_sent'],
      ['Payer response received', 'payer_responded'],
      ['Transferred to patient', 'patient_responsibility'],
      ['Closed - void', 'voided'],
    ])('says %s', async (word, state) => {
      await bring(1, [denied('A1', P1)])
      await send(endpoint, 'a.csv', list(`${word},`))
      expect(await one()).toMatchObject({ state })
    })
  })
})
