import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RemittanceRefused, type RemittanceItem } from '../../../src/shared/denials/index.ts'
import {
  makeInterchanges,
  type MadeAdjustment,
  type MadeClaim,
  type MadeFormat,
  type MadeLine,
  type MadePayment,
} from './make835.ts'
import { claimsOf, classifyAll, readAll, refusalOf } from './support.ts'

// Every outcome here is known by how the claim was made, not by classifying it.

interface Outcome {
  readonly kind: 'full' | 'partial' | 'reversal' | 'none'
  readonly deniedCents: number
}

interface Known {
  readonly claim: MadeClaim
  readonly outcome: Outcome
}

const none: Outcome = { kind: 'none', deniedCents: 0 }
const cents = fc.integer({ min: 1, max: 10_000_000 })
const denialCode = fc.constantFrom('50', '197', '16', '029', 'B7', 'A1')
const otherCode = fc.constantFrom('45', '253', '0045', '9999', '133')
const rarcs = fc.array(fc.constantFrom('N115', 'M15', 'MA01'), { maxLength: 3 })

const deniedLine = fc
  .record({
    denied: cents,
    contractual: fc.nat(5_000),
    group: fc.constantFrom('CO', 'PR', 'OA', 'PI'),
    denialCode,
    rarcs,
  })
  .map(({ denied, contractual, group, denialCode: carc, rarcs: remarks }) => {
    const reduction: MadeAdjustment[] = contractual > 0 ? [['CO', '45', contractual]] : []
    const adjustments: MadeAdjustment[] = [...reduction, [group, carc, denied]]
    return { denied, line: { charge: denied + contractual, paid: 0, adjustments, rarcs: remarks } satisfies MadeLine }
  })
const paidLine = fc
  .record({ paid: cents, reduction: cents, otherCode })
  .map(({ paid, reduction, otherCode: carc }) => ({
    denied: 0,
    line: { charge: paid + reduction, paid, adjustments: [['CO', carc, reduction]] } satisfies MadeLine,
  }))
const patientLine = cents.map((owed) => ({
  denied: 0,
  line: { charge: owed, paid: 0, adjustments: [['PR', '1', owed]] } satisfies MadeLine,
}))

const byLines = fc.array(fc.oneof(deniedLine, paidLine, patientLine), { minLength: 1, maxLength: 6 }).map((made) => {
  const deniedCents = made.reduce((sum, { denied }) => sum + denied, 0)
  const lines = made.map(({ line }) => line)
  const isPartial = lines.some(
    ({ paid, adjustments }) => paid > 0 || adjustments.some(([group, carc]) => group === 'PR' && carc === '1'),
  )
  const kind = deniedCents === 0 ? 'none' : isPartial ? 'partial' : 'full'
  return { claim: { claimRef: '', lines }, outcome: { kind, deniedCents } } satisfies Known
})
/** The same claims, every adjustment of every line reported on the claim again. */
const repeated = byLines.map(({ claim, outcome }) => ({
  claim: { ...claim, adjustments: claim.lines.flatMap(({ adjustments }) => adjustments) },
  outcome,
}))
const byClaim = fc.record({ denied: cents, denialCode }).map(({ denied, denialCode: carc }): Known => ({
  claim: { claimRef: '', charge: denied, paid: 0, adjustments: [['CO', carc, denied]] },
  outcome: { kind: 'full', deniedCents: denied },
}))
const reversal = fc.record({ paid: cents, reduction: cents }).map(({ paid, reduction }): Known => ({
  claim: {
    claimRef: '',
    status: '22',
    lines: [{ charge: -paid - reduction, paid: -paid, adjustments: [['CO', '45', -reduction]] }],
  },
  outcome: { ...none, kind: 'reversal' },
}))
const unanswered = fc
  .record({ status: fc.constantFrom('23', '25'), charge: cents })
  .map(({ status, charge }): Known => ({
    claim: { claimRef: '', status, charge, paid: 0, adjustments: [['OA', '50', charge]] },
    outcome: none,
  }))

const known: fc.Arbitrary<Known> = fc.oneof(byLines, repeated, byClaim, reversal, unanswered)

const payment = fc.record({
  known: fc.array(known, { maxLength: 4 }),
  payer: fc.constantFrom('ACME HEALTH', 'CAISSE SANTÉ', 'Ω MUTUAL OF 中文'),
  adjusted: fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 3 }),
})

const format: fc.Arbitrary<MadeFormat> = fc.record({
  element: fc.constantFrom('*', '|', '\u001d'),
  component: fc.constantFrom(':', '>', '\u001f'),
  terminator: fc.constantFrom('~', '!', '\u001e', '\r'),
  behindSegment: fc.constantFrom('', '\n', '\r\n', '\n    '),
  version: fc.constantFrom('005010X221A1', '004010X091A1'),
})

/** Interchanges of groups of payments, each claim with a number of its own, and what must come of it. */
const madeFile = fc
  .record({
    shape: fc.array(fc.array(fc.array(payment, { maxLength: 3 }), { maxLength: 2 }), { minLength: 1, maxLength: 2 }),
    format,
  })
  .map(({ shape, format: chosen }) => {
    const outcomes: Record<string, Outcome> = {}
    const interchanges = shape.map((groups) =>
      groups.map((payments) =>
        payments.map(({ known: claims, payer, adjusted }): MadePayment => ({
          payer,
          providerAdjustments: adjusted.map((amount) => ['WO', 'REF', amount]),
          claims: claims.map(({ claim, outcome }) => {
            const claimRef = `C${Object.keys(outcomes).length}`
            outcomes[claimRef] = outcome
            return { ...claim, claimRef }
          }),
        })),
      ),
    )
    return { text: makeInterchanges(interchanges, chosen), outcomes, format: chosen }
  })

describe('files made at random', () => {
  it('come out as they were made, every sum balanced', async () => {
    await fc.assert(
      fc.asyncProperty(madeFile, async ({ text, outcomes }) => {
        const items = await readAll(text)
        const classified = Object.entries(classifyAll(items)).map(([claimRef, { kind, deniedCents, imbalances }]) => {
          expect(imbalances).toStrictEqual([])
          return [claimRef, { kind, deniedCents }]
        })
        expect(Object.fromEntries(classified)).toStrictEqual(outcomes)
        for (const item of items) if (item.kind === 'transaction_end') expect(item.imbalance).toBeNull()
      }),
      { numRuns: 200 },
    )
  })

  it('say the same in pieces of any size, line numbers too', async () => {
    await fc.assert(
      fc.asyncProperty(madeFile, fc.integer({ min: 1, max: 200 }), async ({ text }, pieceBytes) => {
        expect(await readAll(`\ufeff${text}`, pieceBytes)).toStrictEqual(await readAll(`\ufeff${text}`))
      }),
      { numRuns: 60 },
    )
  })

  it('are refused when truncated anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(madeFile, fc.double({ min: 0, max: 1, noNaN: true }), async ({ text, format: made }, where) => {
        // What was cut after an interchange is a whole file; so the last one is cut.
        const ending = `${made.terminator ?? '~'}${made.behindSegment ?? ''}`
        const lastIsa = text.lastIndexOf('ISA') + 1
        const end = text.length - ending.length
        const cut = text.slice(0, lastIsa + Math.floor(where * (end - lastIsa)))
        expect((await refusalOf(cut)).message).toMatch(
          /^The file is truncated: .* \(segment \d+, line \d+\)$|ISA is missing/,
        )
      }),
      { numRuns: 100 },
    )
  })

  it('are refused when a segment of a transaction is lost or doubled, or their count is reported', async () => {
    await fc.assert(
      fc.asyncProperty(madeFile, fc.nat(), fc.boolean(), async ({ text, format: made }, choice, doubled) => {
        const ending = `${made.terminator ?? '~'}${made.behindSegment ?? ''}`
        const segments = text.split(ending)
        const inside = segments.flatMap((segment, index) => (/^(?:ISA|GS|GE|IEA|$)/.test(segment) ? [] : [index]))
        fc.pre(inside.length > 0)
        const index = inside[choice % inside.length] ?? 0
        segments.splice(index, 1, ...(doubled ? [segments[index] ?? '', segments[index] ?? ''] : []))
        const outcome = await readAll(segments.join(ending)).catch((error: unknown) => error)
        if (outcome instanceof RemittanceRefused) return
        const mismatches = (outcome as RemittanceItem[]).filter(({ kind }) => kind === 'count_mismatch')
        expect(mismatches).toMatchObject([{ element: 'SE01' }])
      }),
      { numRuns: 100 },
    )
  })

  it('with bytes changed are read or refused, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        madeFile,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }),
        async ({ text }, changes) => {
          const bytes = Buffer.from(text)
          for (const [place, byte] of changes) bytes[place % bytes.length] = byte
          try {
            for (const claim of claimsOf(await readAll(bytes)))
              expect(Number.isSafeInteger(claim.chargeCents)).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(RemittanceRefused)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
