import { startPostgres } from '../tests/setup/postgres.ts'
import { runFleet } from './support/fleet.ts'
const server = await startPostgres()
console.log(
  JSON.stringify(
    await runFleet({
      serverUrl: server.url,
      devices: Number(process.argv[2]),
      kills: Number(process.argv[3]),
      batchRecords: 500,
      said: (t) => console.log(t),
    }),
  ),
)
await server.stop()
