import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import type { MetricId } from '../../../src/shared/metrics/index.ts'
import { ask } from '../support/device.ts'

/** As many as one question takes. */
const MOST_METRICS = 50

export interface AskedMetrics {
  readonly metrics: readonly MetricId[]
  readonly periods: readonly { readonly from: number; readonly to: number }[]
  readonly dimensions?: readonly string[]
  readonly filters?: Readonly<Record<string, string>>
}

export interface AnsweredMetric {
  readonly id: MetricId
  /** In the order of the periods asked for. */
  readonly periods: readonly MetricAnswer[]
}

/** Asks for metrics as a screen does, in as few questions as an endpoint takes. @throws what it answers when it refuses one */
export async function askMetrics(
  endpoint: Parameters<typeof ask>[0],
  { metrics, periods, dimensions = [], filters = {} }: AskedMetrics,
): Promise<readonly AnsweredMetric[]> {
  const answers: AnsweredMetric[] = []
  for (let at = 0; at < metrics.length; at += MOST_METRICS) {
    const json = {
      ...{ metrics: metrics.slice(at, at + MOST_METRICS), dimensions, filters },
      periods: periods.map(({ from, to }) => ({ from, to })),
    }
    const { status, body } = await ask<{ answers: readonly AnsweredMetric[] }>(endpoint, '/v1/metrics/query', {
      method: 'POST',
      json,
    })
    if (status !== 200) throw new Error(`${dimensions.join()} ${JSON.stringify(filters)}: ${JSON.stringify(body)}`)
    answers.push(...body.answers)
  }
  return answers
}
