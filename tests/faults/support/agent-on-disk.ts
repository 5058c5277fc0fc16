/**
 * The real agent on a disk that is `full` for a while, or `read-only` from the start. Prints the result as JSON. If the agent
 * cannot start, it ends like the desktop app: one line, exit code 1.
 */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Desk, account, notes } from '../../integration/support/desk.ts'
import { newRulesKey, publicRulesKey } from '../../../src/host/rules-signature.ts'
import { openJournal } from '../../../src/main/journal/journal.ts'
import type { AgentStatus, SpanRecord } from '../../../src/shared/contract/index.ts'
import { openIdentityStore } from '../../../src/main/sync/identity-store.ts'
import { makeKeyPair } from '../../../src/main/sync/key-pair.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'

const [kind, directory = '', endpointUrl = ''] = process.argv.slice(2)

/** Uses every last byte. */
const fill = (file: string): string => {
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size))
    } catch {
      // No room for a file of this size.
    }
  }
  return file
}

const workUntilFull = async (): Promise<void> => {
  const ballast = join(directory, 'ballast')
  writeFileSync(ballast, Buffer.alloc(300_000))
  await openIdentityStore(directory, filePermissionSealer).save({
    endpointUrl,
    tenantId: 'main',
    deviceId: 'device-1',
    userId: 'user-1',
    userName: 'A. Brandt',
    privateKey: makeKeyPair().privateKey,
    tokenKey: Buffer.alloc(32, 7).toString('base64'),
    rulesKey: publicRulesKey(newRulesKey()),
  })
  const desk = new Desk(directory, Date.UTC(2026, 10, 23, 9))
  // This endpoint never answers, so all records stay here.
  const agent = await desk.sitDown({})
  const seen = (): AgentStatus => agent.status()
  let visits = 0
  const visit = () => desk.work(visits++ % 2 ? notes : account('PCN-20418'), 1700)
  for (let most = 20_000; seen().state !== 'needs_attention' && most > 0; most -= 1) visit()
  const whenFull = { state: seen().state, reason: seen().reason }
  for (let more = 0; more < 200; more += 1) visit()
  rmSync(ballast)
  visit()
  const withRoom = seen().state
  await agent.stop()

  const filled = fill(ballast)
  const again = new Desk(directory, desk.clock.wall + 60_000)
  const second = await again.sitDown({})
  for (let more = 0; more < 200; more += 1) again.work(visits++ % 2 ? notes : account('PCN-20418'), 1700)
  const startedWhenFull = { state: second.status().state, withRoom: '' }
  rmSync(filled)
  again.work(visits++ % 2 ? notes : account('PCN-20418'), 1700)
  startedWhenFull.withRoom = second.status().state
  await second.stop()
  const journal = openJournal(directory)
  const spans = journal
    .newest({ limit: 1e6 })
    .flatMap(({ record }): SpanRecord[] => (record.kind === 'span' ? [record] : []))
  journal.close()
  process.stdout.write(
    JSON.stringify({
      whenFull,
      withRoom,
      startedWhenFull,
      worked: visits * 1700,
      kept: spans.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0),
      overlaps: spans
        .toSorted((a, b) => a.startedAt - b.startedAt)
        .filter((span, index, all) => span.startedAt < (all[index - 1]?.endedAt ?? 0)).length,
    }),
  )
}

try {
  if (kind === 'full') await workUntilFull()
  else await new Desk(directory, Date.now()).sitDown({})
} catch (error) {
  process.stderr.write(`touchledger: ${error instanceof Error ? error.message : 'failed to start'}\n`)
  process.exitCode = 1
}
