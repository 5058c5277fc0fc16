import PQueue from 'p-queue'
import type { ReadAnswer, ReadParams, TeamRead } from '../../shared/contract/team-calls.ts'
import type { CancellableTeamClient } from './team-reader.ts'

/** Reads that aggregate a whole period. */
const heavyReads: ReadonlySet<TeamRead> = new Set(['metric', 'queryMetrics', 'metricRows', 'findings', 'ruleUse'])
const MAX_CONCURRENT = 2

/**
 * The same client with a limit on concurrent heavy reads. The live reads (panel, due dates,
 * alerts) must not wait behind them for a browser connection or the database.
 */
export function limitHeavyReads(team: CancellableTeamClient): CancellableTeamClient {
  const queue = new PQueue({ concurrency: MAX_CONCURRENT })
  return {
    read: <Name extends TeamRead>(
      name: Name,
      params: ReadParams<Name>,
      signal?: AbortSignal,
    ): Promise<ReadAnswer<Name>> =>
      heavyReads.has(name)
        ? queue.add(() => team.read(name, params, signal), signal ? { signal } : {})
        : team.read(name, params, signal),
    write: (name, params, body) => team.write(name, params, body),
  }
}
