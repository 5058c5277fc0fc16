import { byEndpoint } from '../../../../src/server/audit/append.ts'
import { createAccount } from '../../../../src/server/identity/accounts.ts'
import { startTenant } from '../../../../src/server/identity/tenant.ts'
import { openTenant } from '../../support/open-tenant.ts'

// A process that makes accounts, several at once, and is killed once some of them are made, in the middle of the others.
const [place = '', enough] = process.argv.slice(2)
const [database] = (await openTenant(place)).databases
if (!database) throw new Error('no tenant was opened')
await startTenant(database, 'main', undefined, 0)
let made = 0
const writer = async (name: string): Promise<void> => {
  for (;;) {
    const email = `${name}-${process.pid}-${made}-${Math.random()}@example.org`
    await createAccount(database, { email, name, roles: ['biller'] }, { by: 'test', now: 0, record: byEndpoint(0) })
    made += 1
    if (made === Number(enough)) process.kill(process.pid, 'SIGKILL')
  }
}
await Promise.all(['a', 'b', 'c', 'd', 'e'].map(writer))
