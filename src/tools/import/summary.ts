import {
  noImportCounts,
  type ImportCounts,
  type ImportedFile,
  type ImportWarning,
  type ImportSummary,
  type RowNote,
} from '../../shared/contract/denials.ts'

const countNames = Object.keys(noImportCounts) as (keyof ImportCounts)[]

/** The files with their totals. */
export function summarize(files: readonly ImportedFile[]): ImportSummary {
  const sum = (name: keyof ImportCounts) => files.reduce((total, file) => total + file[name], 0)
  const totals = Object.fromEntries(countNames.map((name) => [name, sum(name)])) as unknown as ImportCounts
  return { files, totals }
}

const columns = [
  ['claims', 'claims'],
  ['full', 'full'],
  ['partial', 'partial'],
  ['reversals', 'reversals'],
  ['imbalances', 'imbalances'],
  ['new', 'added'],
  ['known', 'known'],
  ['updated', 'updated'],
] as const satisfies readonly (readonly [string, keyof ImportCounts])[]

/** The summary as text: a table, then refused files and warnings. */
export function describeSummary({ files, totals }: ImportSummary): string {
  const row = (first: string, status: string, counts: ImportCounts) => [
    first,
    status,
    ...columns.map(([, name]) => String(counts[name])),
    dollars(counts.deniedCents),
  ]
  const table = [
    ['file', 'status', ...columns.map(([title]) => title), 'denied, new'],
    ...files.map((file) => row(file.name, file.status, file)),
    ...(files.length > 1 ? [row('total', '', totals)] : []),
  ]
  const widths = table[0]?.map((_, index) => Math.max(...table.map((cells) => cells[index]?.length ?? 0))) ?? []
  const lines = table.map((cells) =>
    cells
      .map((cell, index) => (index < 2 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const notes = files.flatMap((file) => [
    ...(file.error === null ? [] : file.error.split('; ').map((error) => `${file.name}: refused: ${error}`)),
    ...file.warnings.map((warning) => `${file.name}: ${textOf(warning)}`),
    ...file.leftOutRows.map((error) => `${file.name}: left out: ${describeRow(error)}: ${error.detail}`),
    ...file.rowNotes.map((note) => `${file.name}: ${textOfNote(note)}`),
  ])
  return `${[...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`
}

function textOf(warning: ImportWarning): string {
  const claim = `claim ${warning.claimRef || '(blank)'}`
  const where = `segment ${warning.segment}, line ${warning.line}`
  const sums = `the parts add up to ${dollars(warning.expectedCents)}, paid is ${dollars(warning.paidCents)}`
  switch (warning.kind) {
    case 'claim_imbalance':
      return `${claim} does not balance: ${sums} (${where})`
    case 'line_imbalance':
      return `${claim}, service line ${warning.serviceLine}, does not balance: ${sums} (${where})`
    case 'payment_imbalance':
      return `the payment does not balance: ${sums} (${where})`
    case 'unmatched_reversal':
      return `${claim}: a reversal without a denial on file (${where})`
    case 'undecided_code':
      return `CARC ${warning.detail} is in no list: place it in the settings (first at ${claim}, ${where})`
    case 'repeated_part':
      return `${claim}: a part that is stated twice counts once (${where})`
    case 'derived_amount':
      return `${claim}: a blank amount is what the other sums give (${where})`
    case 'count_mismatch':
      return `the count in ${warning.detail} is wrong (${where})`
    case 'other_transaction':
      return `a transaction that is not an 835 (${warning.detail}) is left out (${where})`
    case 'unpacked':
      return `the file was unpacked (${warning.detail})`
    case 'payer_joined':
      return `${claim}: the payer is not known by that name; the only claim on file with these numbers is of ${warning.detail} (${where})`
  }
}

function describeRow({ row, column }: { readonly row: number; readonly column?: string | null }): string {
  return column ? `row ${row}, column ${column}` : `row ${row}`
}

function textOfNote(note: RowNote): string {
  switch (note.kind) {
    case 'leading_zeros':
      return `${describeRow(note)}: taken for claim ${note.claimRef}, the only one with these digits after leading zeros`
    case 'repeated_row':
      return `${describeRow(note)}: equals an earlier row of claim ${note.claimRef} in every cell and counts once`
    case 'footer':
      return `${describeRow(note)}: a total, heading or footer; not imported`
    case 'payer_joined':
      return `${describeRow(note)}: the payer is not known by that name; taken for the only claim ${note.claimRef} on file`
    case 'shared_owner':
      return `${describeRow(note)}: several people have the name of the owner of claim ${note.claimRef}; only an e-mail address says who is meant`
  }
}

function dollars(cents: number | null): string {
  return cents === null ? '–' : (cents / 100).toFixed(2)
}
