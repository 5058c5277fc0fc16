import { send } from '../../denials/support.ts'
import { ask } from '../../support/device.ts'
import { make835, type MadeClaim, type MadeLine } from '../../x835/make835.ts'
import { dayBefore } from './days.ts'
import { people, type WorldEndpoint } from './people.ts'

const provider = ['Stone', 'Ira', '1999999984'] as const
const denied = (claimRef: string, cents: number, carc: string, fields: Partial<MadeClaim> = {}): MadeClaim => ({
  ...{ claimRef, provider, filingIndicator: 'MB' },
  lines: [
    {
      procedure: ['HC', '99214', '25'],
      charge: cents,
      paid: 0,
      adjustments: [['CO', carc, cents]],
      rarcs: ['N706', 'M51'],
    },
  ],
  ...fields,
})

/**
 * Remittances of a payer of its own with what a sample seldom has. Its appeal deadline is 125 days after the remittance: of the oldest denials it passed
 * some days ago.
 */
export async function importRareClaims(endpoint: WorldEndpoint, now: number): Promise<void> {
  const remitted: readonly (readonly [daysAgo: number, claims: readonly MadeClaim[]])[] = [
    [129, ['OLD11', 'OLD12', 'OLD13', 'OLD14'].map((ref, index) => denied(ref, 310_00 + index * 55_00, '50'))],
    [124, ['OLD21', 'OLD22'].map((ref) => denied(ref, 3_400_00, '29'))],
    [40, [denied('AGAIN1', 840_00, '16'), denied('AGAIN2', 75_00, '18'), denied('ANSWER1', 620_00, '16')]],
    [60, ['WORK1', 'WORK2', 'WORK3', 'WORK4', 'WORK5'].map((ref, index) => denied(ref, 530_00 + index * 20_00, '50'))],
    [
      12,
      [
        denied('AGAIN1', 840_00, '16', { payerClaimRef: 'ICN2' }),
        denied('WORK3', 570_00, '16', { payerClaimRef: 'ICN3' }),
      ],
    ],
    [6, unusual],
    // Still pending, and for more: it is one claim.
    [4, [denied('PEND1', 520_00, '133')]],
    [5, [denied('ANSWER1', 620_00, '16', { lines: partlyPaid })]],
    [2, ['NEW01', 'NEW02', 'NEW03'].map((ref, index) => denied(ref, 45_00 + index * 900_00, '197'))],
  ]
  await setDeadlines(endpoint)
  for (const [daysAgo, claims] of remitted) {
    const date = dayBefore(now, daysAgo).replaceAll('-', '')
    const file = make835([{ claims, payer: PAYER, date, traceNumber: `T${daysAgo}` }])
    const { status, body } = await send(endpoint, `rare-${daysAgo}.835`, file)
    if (status !== 200 && status !== 201) throw new Error(`a rare remittance is refused: ${JSON.stringify(body)}`)
  }
  await importWorklists(endpoint, now)
}

/** Medicare has deadlines for each level and for a corrected claim; some of them pass in the weeks of the sample. */
async function setDeadlines(endpoint: WorldEndpoint): Promise<void> {
  const medicare = {
    ...{ id: 'medicare', claimFilingIndicators: ['MB'], appealDays: 120, receiptDays: 5 },
    ...{ appealLevel2Days: 1, externalReviewDays: 60, correctedClaimDays: 30 },
  }
  const { status } = await ask(endpoint, '/v1/settings/contracts', { method: 'PUT', json: { rules: [medicare] } })
  if (status !== 200) throw new Error(`the contracts are refused: ${status}`)
}

/** What the practice's own list says of denials in the weeks before: closed, opened and closed again, and reassigned. */
async function importWorklists(endpoint: WorldEndpoint, now: number): Promise<void> {
  const [first, second] = people.map(({ name }) => name)
  const turns: readonly (readonly string[])[] = [
    [
      `WORK1,appealed,${dayBefore(now, 40)},,`,
      `WORK2,in_progress,${dayBefore(now, 50)},${first},${dayBefore(now, 50)}`,
      `WORK3,written_off,${dayBefore(now, 20)},,`,
      `WORK4,appealed,${dayBefore(now, 30)},${second},${dayBefore(now, 30)}`,
      `WORK5,in_progress,${dayBefore(now, 45)},,`,
    ],
    [
      `WORK1,upheld,${dayBefore(now, 9)},,`,
      `WORK2,payer_responded,${dayBefore(now, 7)},${second},${dayBefore(now, 8)}`,
      `WORK4,upheld,${dayBefore(now, 6)},,`,
      `WORK5,written_off,${dayBefore(now, 11)},,`,
    ],
    [
      `WORK1,appealed,${dayBefore(now, 5)},,`,
      `WORK2,,,${first},${dayBefore(now, 3)}`,
      `WORK5,reopened,${dayBefore(now, 4)},,`,
    ],
  ]
  for (const [index, rows] of turns.entries()) {
    const file = ['Account,Payer,Status,Status date,Assigned to,Assigned date', ...rows.map(withPayer), ''].join('\n')
    const { status, body } = await send(endpoint, `worklist-${index}.csv`, file)
    if (status !== 200 && status !== 201) throw new Error(`a worklist is refused: ${JSON.stringify(body)}`)
  }
}

const PAYER = 'Federal Medicare'
const withPayer = (row: string) => row.replace(',', `,${PAYER},`)

const partlyPaid: readonly MadeLine[] = [
  { charge: 400_00, paid: 400_00 },
  { charge: 220_00, paid: 0, adjustments: [['CO', '16', 220_00]] },
]

/** Pending, with a CARC in no list, reduced, of a secondary payer, and paid nothing without a denial. */
const unusual: readonly MadeClaim[] = [
  denied('PEND1', 500_00, '133'),
  denied('PEND2', 250_00, '133', { payerClaimRef: 'ICNP2' }),
  denied('UNKN1', 130_00, '999'),
  {
    ...{ claimRef: 'REDU1', provider },
    lines: [{ charge: 900_00, paid: 610_00, adjustments: [['CO', '97', 290_00]] }],
  },
  denied('SECO1', 700_00, '50', { status: '2' }),
  { claimRef: 'CONT1', provider, lines: [{ charge: 80_00, paid: 0, adjustments: [['CO', '45', 80_00]] }] },
  { claimRef: 'PAID1', provider, lines: [{ charge: 80_00, paid: 80_00 }] },
]
