import type { ReportPage } from '../../../src/server/performance-report/page.ts'

const trend = {
  values: [0.7, null, 0.8, 0.81, 0.83, 0.82, 0.85, 0.9, 0.91, 0.9, 0.92, 0.93, 0.91],
  target: 0.9,
  running: true,
  text: 'Worked within SLA, 13 weeks: from 70.0% (Aug 31) to 91.0% (Nov 23)',
}

/** A page with so many rows of everything. */
export function samplePage({
  payers = 4,
  causes = 9,
  insights = 2,
  missed = 3,
  weeks = 13,
  name = 'Aetna',
}: {
  readonly payers?: number
  readonly causes?: number
  readonly insights?: number
  readonly missed?: number
  readonly weeks?: number
  readonly name?: string
} = {}): ReportPage {
  const list = <Row>(length: number, row: (index: number) => Row) => Array.from({ length }, (_, index) => row(index))
  const listed = <Row>(rows: readonly Row[], lead: readonly string[] = []) => ({
    lead,
    rows,
    none: rows.length === 0 ? 'There is none.' : null,
    leftOut: (from: number) => `${rows.length - from} more not shown.`,
  })
  return {
    title: 'Denial performance',
    period: 'Nov 2, 2026 – Nov 29, 2026, compared to Oct 5, 2026 – Nov 1, 2026',
    filters: `Payer: ${name}`,
    made: 'As of Nov 30, 2026, 7:00 AM EST',
    madeAt: Date.UTC(2026, 10, 30, 12),
    targets: '2 of 8 targets met.',
    missed: list(missed, (index) => `${name} ${index} 14.4% (target 5.0%)`),
    figures: {
      rows: list(13, (index) => ({
        ...{
          name: `${name} metric ${index}`,
          now: '$10,035,496',
          before: '$1,432,605',
          change: 'up $8,602,891, worse',
        },
        ...{ target: index % 2 === 0 ? '90.0% or more: missed' : '', missed: index % 2 === 0, trend },
      })),
      notes: ['* Not filtered by payer.'],
    },
    legend: 'Trends: Aug 31, 2026 – Nov 29, 2026. Dashed line = target. Open dot = week so far.',
    sla: {
      explanation: 'Share of first touches within SLA. Dashed line = target 90.0%.',
      trend: { ...trend, values: trend.values.slice(-weeks) },
      points: list(weeks, (index) => ({ week: `Nov ${index + 10}`, value: '100.0%' })),
    },
    effort: listed(
      list(payers, (index) => [
        ...[`${name} ${index}`, '$3,670', '$1,245,113', '$4,280,530', '1,339h 15m', '57.6%'],
        'Above the average of $2,196/hr',
      ]),
      [`${name} recovers the most for the time ($3,670/hr).`, '32.7% of denial work names no known denial.'],
    ),
    causes: listed(
      list(causes, (index) => [`${name} ${index}`, name, '197', '$913,484', 'down $813,582', '12,369']),
      ['$10,035,496 denied. 31 of 64 root causes account for 80%.'],
    ),
    advice: listed(
      list(insights, (index) => ({
        advice: `Appeal ${name} denials before writing them off (${index}).`,
        sentence: `${name} appeals are overturned 60% of the time, yet $98,638 of these denials was written off without an appeal.`,
      })),
    ),
  }
}
