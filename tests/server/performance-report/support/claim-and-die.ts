import { takeDeliveries } from '../../../../src/server/delivery/outbox.ts'
import { claimDueReports } from '../../../../src/server/performance-report/schedule/claim-due.ts'
import { openTenant } from '../../support/open-tenant.ts'

// A process that claims a report that is due and is killed: `claimed`, before it takes it to send it; `taken`, while it sends it.
const [place = '', when, nowText] = process.argv.slice(2)
const now = Number(nowText)
const [database] = (await openTenant(place)).databases
if (!database) throw new Error('no tenant was opened')
await claimDueReports(database, now)
if (when === 'taken') await takeDeliveries(database, ['report'], now, 1)
process.kill(process.pid, 'SIGKILL')
