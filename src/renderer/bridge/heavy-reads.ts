import type { TeamClient } from '../../shared/contract/clients.ts'
import type { ReadAnswer, ReadParams, TeamRead } from '../../shared/contract/team-calls.ts'

/** Reads that aggregate a whole period. */
const heavy: ReadonlySet<TeamRead> = new Set(['metric', 'metricRows', 'findings'])
const AT_ONCE = 2

/**
 * The same client with a limit on concurrent heavy reads. The team panel needs about thirty of them. The live reads (panel, due dates,
 * alerts) must not wait behind them for a browser connection or the database.
 */
export function sparingHeavyReads(team: TeamClient): TeamClient {
  const waiting: (() => void)[] = []
  let running = 0
  const startNext = () => {
    if (running >= AT_ONCE) return
    const next = waiting.shift()
    if (!next) return
    running += 1
    next()
  }
  const queued = async <Value>(act: () => Promise<Value>): Promise<Value> => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      startNext()
    })
    try {
      return await act()
    } finally {
      running -= 1
      startNext()
    }
  }
  return {
    read: <Name extends TeamRead>(name: Name, params: ReadParams<Name>): Promise<ReadAnswer<Name>> =>
      heavy.has(name) ? queued(() => team.read(name, params)) : team.read(name, params),
    write: (name, params, body) => team.write(name, params, body),
  }
}
