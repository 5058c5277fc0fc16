import type { TeamClient } from '../../shared/contract/clients.ts'
import type { ReadAnswer, ReadParams, TeamRead } from '../../shared/contract/team-calls.ts'

/** Reads that add up a whole period. */
const heavy: ReadonlySet<TeamRead> = new Set(['metric', 'metricRows', 'findings'])
const AT_ONCE = 2

/**
 * The same client, with few heavy reads under way at once: a panel asks thirty of them, and what is live (the panel itself, what is late,
 * the alerts) must not wait behind them, neither in the browser's few connections nor in the store.
 */
export function sparingHeavyReads(team: TeamClient): TeamClient {
  const waiting: (() => void)[] = []
  let running = 0
  const turn = () => {
    if (running >= AT_ONCE) return
    const next = waiting.shift()
    if (!next) return
    running += 1
    next()
  }
  const inTurn = async <Value>(act: () => Promise<Value>): Promise<Value> => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      turn()
    })
    try {
      return await act()
    } finally {
      running -= 1
      turn()
    }
  }
  return {
    read: <Name extends TeamRead>(name: Name, params: ReadParams<Name>): Promise<ReadAnswer<Name>> =>
      heavy.has(name) ? inTurn(() => team.read(name, params)) : team.read(name, params),
    write: (name, params, body) => team.write(name, params, body),
  }
}
