import { isMet, ratioOf, type BenchResult } from './result.ts'

const heads = ['benchmark', 'measured', 'baseline', 'unit', 'ratio', 'target', 'met'] as const
/** Numbers end under each other. */
const toTheRight = new Set<number>([1, 2, 4])

/** One line per result, in columns, and what there is to say of each below. */
export const tableOf = (results: readonly BenchResult[]): string => {
  const rows = [heads, ...results.map(cellsOf)]
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        toTheRight.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  const notes = results.flatMap((result) => result.notes.map((note) => `${result.name}: ${note}`))
  return [...lines, '', ...notes].join('\n')
}

const cellsOf = (result: BenchResult): readonly string[] => {
  const { name, unit, measured, baseline, target } = result
  const met = isMet(result)
  return [
    name,
    number(measured),
    number(baseline),
    unit,
    ratioOf(result).toFixed(2),
    target === null ? '-' : 'atMost' in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`,
    met === null ? '-' : met ? 'yes' : 'no',
  ]
}

const number = (value: number): string => (value < 1000 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US'))
