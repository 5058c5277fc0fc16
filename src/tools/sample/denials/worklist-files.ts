import type { SampleFile } from './remittance-files.ts'
import type { SampleDenial } from './sample-denial.ts'

const HIGH_VALUE_CENTS = 2_000_00

/** Worklists as a billing system exports them, in order of events: owners, reassignments, states. `after` follows the corrections of payers. */
export function worklistFiles(denials: readonly SampleDenial[]): { before: SampleFile[]; after: SampleFile[] } {
  const owner = ['Assigned to', 'Assigned date']
  const state = ['Status', 'Status date', 'Recovered amount']
  const first = rows(denials, (denial) => [
    ...masterCells(denial),
    ...(ownerCells(denial, 0) ?? ['', '']),
    ...(stateCells(denial, 0) ?? ['', '', '']),
  ])
  const reassigned = [1, 2].map((turn) =>
    file(
      `worklist-2-reassigned-${turn}.csv`,
      owner,
      rows(denials, (denial) => ownerCells(denial, turn)),
    ),
  )
  const after = [1, 2, 3].map((turn) =>
    file(
      `worklist-3-status-${turn}.csv`,
      state,
      rows(denials, (denial) => stateCells(denial, turn)),
    ),
  )
  return { before: [file('worklist-1-denials.csv', [...master, ...owner, ...state], first), ...reassigned], after }
}

const master = ['Work queue', 'Service line', 'Location', 'Follow-up']

function masterCells({ deniedCents, serviceLine, location, followUp }: SampleDenial): string[] {
  return [deniedCents >= HIGH_VALUE_CENTS ? 'High value' : '', serviceLine[0], location, followUp ?? '']
}

function ownerCells({ owners }: SampleDenial, turn: number): string[] | null {
  const owner = owners[turn]
  return owner === undefined ? null : [owner.name, owner.since]
}

function stateCells({ steps, payback }: SampleDenial, turn: number): string[] | null {
  const step = steps[turn]
  if (step === undefined || (turn > 0 && payback?.kind === 'correction')) return null
  const paid = (step.state === 'overturned' || step.state === 'recovered') && payback !== null
  return [step.state, step.on, paid ? (payback.paidCents / 100).toFixed(2) : '']
}

/** A row for each denial with cells. */
function rows(denials: readonly SampleDenial[], cellsOf: (denial: SampleDenial) => readonly string[] | null): string[] {
  return denials.flatMap((denial) => {
    const cells = cellsOf(denial)
    if (cells === null) return []
    return [[denial.reference, denial.payer.name, denial.payerClaimRef, ...cells].join(',')]
  })
}

function file(name: string, headers: readonly string[], lines: readonly string[]): SampleFile {
  return { name, content: [['Account', 'Payer', 'Payer claim', ...headers].join(','), ...lines, ''].join('\n') }
}
