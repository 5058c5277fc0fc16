import { expect, test } from 'vitest'
import { Connectivity, CHECK_EVERY_MS } from '../../../src/main/connectivity/connectivity.ts'
import type { Journal } from '../../../src/main/journal/journal.ts'
import { FakeClock } from '../capture/fakes.ts'
import { openTestJournal } from '../journal/support/open.ts'
import { temporaryDirectory } from '../journal/support/directory.ts'

function setUp(journal: Journal = openTestJournal(), taken = true) {
  const clock = new FakeClock()
  const begun = clock.wall
  const network = { up: true, online: () => network.up }
  const connectivity = new Connectivity({ journal, network, clock, taken: () => taken })
  const check = (times: number) => {
    for (let n = 0; n < times; n += 1) {
      clock.advance(CHECK_EVERY_MS)
      connectivity.check()
    }
  }
  const outages = () =>
    journal
      .recordsBetween(0, Number.MAX_SAFE_INTEGER)
      .flatMap((record) =>
        record.kind === 'connectivity' ? [[record.startedAt - begun, record.endedAt - begun, record.cause]] : [],
      )
  return { journal, clock, network, connectivity, check, outages, begun }
}

test('an outage lasts from the first failure to the next answer and is recorded after it', () => {
  const { clock, connectivity, check, outages, begun } = setUp()
  connectivity.contact('reached')
  check(2)
  connectivity.contact('failed')
  check(3)
  connectivity.contact('failed')
  expect(connectivity.unreachableSince()).toBe(begun + 30_000)
  expect(outages()).toEqual([])
  clock.advance(5000)
  connectivity.contact('reached')
  expect(outages()).toEqual([[30_000, 80_000, 'endpoint']])
  expect(connectivity.unreachableSince()).toBe(null)
  connectivity.contact('reached')
  check(2)
  expect(outages()).toHaveLength(1)
})

test('without a network the outage begins at the check and ends when the endpoint answers', () => {
  const { network, connectivity, check, outages } = setUp()
  check(1)
  network.up = false
  check(2)
  network.up = true
  check(1)
  connectivity.contact('reached')
  expect(outages()).toEqual([[30_000, 60_000, 'network']])
})

test('time the computer slept is in no outage', () => {
  const { clock, network, connectivity, check, outages } = setUp()
  network.up = false
  check(3)
  clock.advance(8 * 3_600_000)
  check(2)
  network.up = true
  connectivity.contact('reached')
  expect(outages()).toEqual([
    [15_000, 45_000, 'network'],
    [45_000 + 8 * 3_600_000 + 15_000, 45_000 + 8 * 3_600_000 + 30_000, 'network'],
  ])
})

test('after a crash the outage ends at its last check, and a clock set back never reverses one', () => {
  const directory = temporaryDirectory()
  const first = setUp(openTestJournal(directory))
  first.network.up = false
  first.check(4)
  first.clock.wall -= 3_600_000
  first.check(2)
  first.journal.close()
  const { connectivity, outages } = setUp(openTestJournal(directory))
  expect(connectivity.unreachableSince()).toBe(null)
  connectivity.check()
  connectivity.check()
  const [one, other] = outages()
  expect(one).toEqual([15_000, 60_000, 'network'])
  expect(other).toEqual([60_000 - 3_600_000 + 15_000, 60_000 - 3_600_000 + 30_000, 'network'])
})

test('an endpoint without connectivity records is sent none', () => {
  const { network, connectivity, check, outages } = setUp(openTestJournal(), false)
  network.up = false
  check(3)
  connectivity.contact('reached')
  expect(outages()).toEqual([])
  expect(connectivity.unreachableSince()).toBe(null)
})
