import { noImportCounts } from '../../shared/contract/denials.ts'
import type { ImportCounts, ImportedFile, ImportFinding, ImportSummary } from '../../shared/contract/denials.ts'

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
  ['on file', 'known'],
  ['updated', 'updated'],
] as const satisfies readonly (readonly [string, keyof ImportCounts])[]

/** The summary for people: a table, then the refused files and the issues to review. */
export function describeSummary({ files, totals }: ImportSummary): string {
  const row = (first: string, status: string, counts: ImportCounts) => [
    first,
    status,
    ...columns.map(([, name]) => String(counts[name])),
    dollars(counts.deniedCents),
  ]
  const table = [
    ['file', 'status', ...columns.map(([title]) => title), 'new denied amount'],
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
    ...file.findings.map((finding) => `${file.name}: ${wordsOf(finding)}`),
  ])
  return `${[...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`
}

function wordsOf(finding: ImportFinding): string {
  const claim = `claim ${finding.claimRef || '(blank)'}`
  const where = `segment ${finding.segment}, line ${finding.line}`
  const sums = `the parts add up to ${dollars(finding.expectedCents)}, but ${dollars(finding.paidCents)} was paid`
  switch (finding.kind) {
    case 'claim_imbalance':
      return `${claim} does not balance: ${sums} (${where})`
    case 'line_imbalance':
      return `${claim}, service line ${finding.serviceLine}, does not balance: ${sums} (${where})`
    case 'payment_imbalance':
      return `the payment does not balance: ${sums} (${where})`
    case 'unmatched_reversal':
      return `${claim}: a reversal without a matching denial (${where})`
  }
}

function dollars(cents: number | null): string {
  return cents === null ? '–' : (cents / 100).toFixed(2)
}
