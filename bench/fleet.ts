import { startPostgres } from '../tests/setup/postgres.ts'
import type { BenchOptions, BenchResult } from './result.ts'
import { runFleet, type FleetFound } from './support/fleet.ts'

const DEVICES = 5_000
const KILLS = 20
/** As many as an agent sends at once. */
const BATCH_RECORDS = 500
const LAG_AIM_S = 30

/**
 * A fleet that sends a day's backlog at once to two endpoint processes on one PostgreSQL, while these are killed; and a tenth of it without a kill.
 * Fails where an acknowledged record is lost or counts twice.
 */
export async function run({ small, said }: BenchOptions): Promise<readonly BenchResult[]> {
  const devices = small ? 60 : DEVICES
  const kills = small ? 4 : KILLS
  const fleet = async (count: number, killed: number): Promise<FleetFound> => {
    const server = await startPostgres()
    try {
      const found = await runFleet({
        ...{ serverUrl: server.url, devices: count, kills: killed, batchRecords: small ? 100 : BATCH_RECORDS, said },
      })
      if (found.wrong.length > 0) {
        throw new Error(found.wrong.map(({ what, wrong }) => `${wrong} ${what}`).join(', '))
      }
      return found
    } finally {
      await server.stop()
    }
  }
  const quiet = await fleet(devices / 10, 0)
  const found = await fleet(devices, kills)
  const name = `fleet of ${devices}, ${kills} times kill -9`
  const baseline = `baseline: ${devices / 10} devices and no kill`
  const rate = ({ records, seconds }: FleetFound) => records / seconds
  return [
    {
      ...{ name: `${name}, records acknowledged`, unit: 'rows/s', measured: rate(found), baseline: rate(quiet) },
      target: null,
      notes: [
        baseline,
        `${found.records} records, none lost, none twice; ${found.sentAgain} requests were sent again`,
        `p50 of a batch: ${found.p50.toFixed(0)} ms, ${quiet.p50.toFixed(0)} without a kill`,
      ],
    },
    {
      ...{ name: `${name}, p99 of a batch`, unit: 'ms', measured: found.p99, baseline: quiet.p99 },
      target: null,
      notes: [baseline],
    },
    {
      ...{ name: `${name}, largest lag of the aggregates`, unit: 's' },
      ...{ measured: found.largestLagMs / 1000, baseline: LAG_AIM_S },
      target: { atMost: 1 },
      notes: [
        `baseline: the aim; ${(quiet.largestLagMs / 1000).toFixed(1)} s without a kill`,
        `everything was in the aggregates ${(found.settledMs / 1000).toFixed(0)} s after the last acknowledgment`,
      ],
    },
  ]
}
