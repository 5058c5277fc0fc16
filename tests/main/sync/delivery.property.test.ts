import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { axiosTransport } from '../../../src/main/sync/axios-transport.ts'
import { startSync } from '../../../src/main/sync/sync.ts'
import { amount } from '../../setup/amount.ts'
import { temporaryDirectory } from '../journal/support/directory.ts'
import { appendSpans, DEVICE_ID, enrolledKey } from './support/device.ts'
import { MisbehavingEndpoint, type Misbehavior } from './support/misbehaving-endpoint.ts'
import { until } from './support/until.ts'
import { VirtualTime } from './support/virtual-time.ts'

/** Misbehaviors that answer at once: the two that never answer cost real time and have their own tests. */
const misbehavior = fc.constantFrom<Misbehavior>(
  'drops the connection',
  'commits, then drops the connection',
  'answers garbage',
  'answers half',
  'answers a portal page',
  'redirects',
  'fails',
  'is behind a broken proxy',
  'is not ready',
  'asks to come back later',
  'is behind a proxy that says 400',
  'says 413',
  'acknowledges half',
  'acknowledges nothing',
  'acknowledges too much',
)

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('work' as const), spans: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('misbehave' as const), how: fc.array(misbehavior, { maxLength: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outage' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
)

test('whatever goes wrong, everything arrives in order, counts once, and only invalid records are quarantined', async () => {
  const endpoint = await MisbehavingEndpoint.start()
  const privateKey = enrolledKey(endpoint)
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
      async (steps, rejects, chokesOn) => {
        endpoint.stored.clear()
        endpoint.seen.length = 0
        endpoint.misbehaviors = []
        endpoint.rejects = new Set(rejects)
        endpoint.chokesOn = new Set(chokesOn)
        const directory = temporaryDirectory()
        const time = new VirtualTime()
        const start = () => {
          const journal = openJournal(directory)
          const transport = axiosTransport({
            endpointUrl: endpoint.url,
            deviceId: DEVICE_ID,
            privateKey,
            clock: time,
          })
          const sync = startSync({ journal, transport, everyMs: 60_000, clock: time, sleep: time.sleep })
          return { journal, sync }
        }
        let device = start()
        let appended = 0
        for (const each of steps) {
          switch (each.do) {
            case 'work':
              appendSpans(device.journal, each.spans, appended)
              appended += each.spans
              break
            case 'misbehave':
              endpoint.misbehaviors.push(...each.how)
              break
            case 'restart':
              await device.sync.stop()
              device.journal.close()
              device = start()
              break
            case 'outage':
              await endpoint.down()
              await device.sync.flush()
              await endpoint.up()
              break
            case 'wait':
              await device.sync.flush()
          }
        }
        const { journal, sync } = device
        await until(() => journal.counts().waiting === 0)
        await sync.stop()
        const all = journal.newest({ limit: 1e6 }).reverse()
        const generation = journal.generation
        journal.close()

        const poison = new Set([...rejects, ...chokesOn].filter((seq) => seq <= appended))
        expect(all.map(({ record, state }) => [record.seq, state])).toEqual(
          Array.from({ length: appended }, (_, i) => [i + 1, poison.has(i + 1) ? 'quarantined' : 'acked']),
        )
        expect([...endpoint.stored.keys()]).toEqual(
          all.filter(({ state }) => state === 'acked').map(({ record }) => `${generation}/${record.seq}`),
        )
        expect(endpoint.storedMs()).toBe((appended - poison.size) * 1000)
      },
    ),
    { numRuns: amount(30, 300) },
  )
})
