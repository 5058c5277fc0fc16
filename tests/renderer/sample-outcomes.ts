import type { AlertRow, Finding } from '../../src/shared/contract/alerts.ts'
import type { ImportRow } from '../../src/shared/contract/imports.ts'
import type { WorklistRow } from '../../src/shared/contract/worklist.ts'
import { NOW } from './sample-team.ts'

const HOUR = 3_600_000

/** An alert for each denial that is overdue or due soon. */
export function sampleAlerts(worklist: readonly WorklistRow[]): AlertRow[] {
  return worklist.flatMap(({ due, ...row }): AlertRow[] =>
    due === null || due.status === 'upcoming' || due.slaId === null
      ? []
      : [
          {
            id: `alert-${row.id}`,
            slaId: due.slaId,
            slaName: due.kind === 'first_touch' ? 'First touch within a business day' : 'Follow-up every 7 days',
            kind: due.kind,
            clock: 'target',
            level: due.status,
            state: 'open',
            denialId: row.id,
            claimRef: row.claimRef,
            payer: row.payer,
            leftCents: row.leftCents,
            owner: row.owner,
            team: row.team,
            dueAt: due.at,
            raisedAt: due.at - HOUR,
            snoozedUntil: null,
            handledBy: null,
          },
        ],
  )
}

export function sampleFindings(from: number, to: number): Finding[] {
  const finding = (
    id: string,
    action: Finding['action'],
    parts: readonly string[],
    evidence: string,
    advice: string,
    weight: number,
    to_: string,
    label: string,
  ): Finding => ({
    id,
    rule: id,
    action,
    sentence: parts.map((text, index) => ({ text, ...(index % 2 === 1 && { figure: true }) })),
    evidence,
    advice,
    from,
    to,
    weight,
    link: { to: to_, label },
  })
  return [
    finding(
      'rechecks-availity',
      'process',
      [
        'Availity status re-checks took ',
        '11.4 h',
        '; ',
        '62 %',
        ' were on denials with no change since the last check.',
      ],
      '88 of 142 checks, against 71 of 133 the week before',
      'Automate 276/277 for three payers.',
      42_000,
      '/team?rows=hidden&rows.kind=repeat_status_check',
      'The re-checks',
    ),
    finding(
      'duplicates',
      'routing',
      ['', '14 denials', ' were worked by two people within 72 h.'],
      '4.1 h on 14 of 96 denials',
      'Assign an owner at the first touch in the queue Auth.',
      15_000,
      '/worklist?queue=Auth',
      'The queue',
    ),
    finding(
      'auth-waits',
      'staffing',
      ['Authorization denials wait ', '3.2 days', ' for a first touch, coding denials ', '0.6', '.'],
      '41 against 96 denials',
      'Move one person for the week.',
      12_000,
      '/worklist?category=authorization',
      'The denials',
    ),
  ]
}

export function sampleImports(): ImportRow[] {
  const row = (
    id: string,
    name: string,
    format: ImportRow['format'],
    hoursAgo: number,
    more: Partial<ImportRow>,
  ): ImportRow => ({
    id,
    name,
    format,
    importedAt: NOW - hoursAgo * HOUR,
    importedBy: 'clearinghouse',
    claims: 0,
    leftOut: 0,
    leftOutRows: [],
    takenBackAt: null,
    takenBackBy: null,
    full: 0,
    partial: 0,
    reversals: 0,
    imbalances: 0,
    pending: 0,
    undecided: 0,
    test: false,
    added: 0,
    known: 0,
    updated: 0,
    unmatchedReversals: 0,
    deniedCents: 0,
    ...more,
  })
  return [
    row('i4', 'remit-20261120.835', '835', 5, { claims: 214, full: 9, partial: 4, added: 13, deniedCents: 1_842_310 }),
    row('i3', 'aging.csv', 'worklist', 26, { claims: 61, updated: 42, known: 19, importedBy: 'M. Reyes' }),
    row('i2', 'remit-20261119.835', '835', 29, {
      claims: 388,
      full: 12,
      partial: 6,
      reversals: 3,
      added: 17,
      known: 1,
      unmatchedReversals: 2,
      imbalances: 1,
      deniedCents: 2_604_075,
    }),
    row('i1', 'remit-20261118.835', '835', 53, {
      claims: 301,
      full: 10,
      partial: 2,
      reversals: 1,
      added: 12,
      deniedCents: 1_120_000,
    }),
  ]
}
