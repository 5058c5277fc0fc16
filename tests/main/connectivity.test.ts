import { expect, test } from 'vitest'
import { Connectivity, LOOK_EVERY_MS } from '../../src/main/beside-windows/connectivity.ts'
import type { Journal } from '../../src/main/journal/journal.ts'
import { FakeClock } from './capture/fakes.ts'
import { openTestJournal } from './journal/support/open.ts'
import { temporaryDirectory } from './journal/support/directory.ts'

function setUp(journal: Journal = openTestJournal(), taken = true) {
  const clock = new FakeClock()
  const begun = clock.wall
  const network = { up: true, online: () => network.up }
  const connectivity = new Connectivity({ journal, network, clock, taken: () => taken })
  const look = (times: number) => {
    for (let n = 0; n < times; n += 1) {
      clock.advance(LOOK_EVERY_MS)
      connectivity.look()
    }
  }
  const stretches = () =>
    journal
      .recordsBetween(0, Number.MAX_SAFE_INTEGER)
      .flatMap((record) =>
        record.kind === 'connectivity' ? [[record.startedAt - begun, record.endedAt - begun, record.cause]] : [],
      )
  return { journal, clock, network, connectivity, look, stretches, begun }
}

test('from the first failure to the next answer, told once there is one', () => {
  const { clock, connectivity, look, stretches, begun } = setUp()
  connectivity.contact('reached')
  look(2)
  connectivity.contact('failed')
  look(3)
  connectivity.contact('failed')
  expect(connectivity.offlineSince()).toBe(begun + 30_000)
  expect(stretches()).toEqual([])
  clock.advance(5000)
  connectivity.contact('reached')
  expect(stretches()).toEqual([[30_000, 80_000, 'endpoint']])
  expect(connectivity.offlineSince()).toBe(null)
  connectivity.contact('reached')
  look(2)
  expect(stretches()).toHaveLength(1)
})

test('without a network it begins when that is seen, and ends when the endpoint answers', () => {
  const { network, connectivity, look, stretches } = setUp()
  look(1)
  network.up = false
  look(2)
  network.up = true
  look(1)
  connectivity.contact('reached')
  expect(stretches()).toEqual([[30_000, 60_000, 'network']])
})

test('time the computer slept through is in no stretch', () => {
  const { clock, network, connectivity, look, stretches } = setUp()
  network.up = false
  look(3)
  clock.advance(8 * 3_600_000)
  look(2)
  network.up = true
  connectivity.contact('reached')
  expect(stretches()).toEqual([
    [15_000, 45_000, 'network'],
    [45_000 + 8 * 3_600_000 + 15_000, 45_000 + 8 * 3_600_000 + 30_000, 'network'],
  ])
})

test('a crash leaves a stretch that ends where it was last seen; a clock set back turns none around', () => {
  const directory = temporaryDirectory()
  const first = setUp(openTestJournal(directory))
  first.network.up = false
  first.look(4)
  first.clock.wall -= 3_600_000
  first.look(2)
  first.journal.close()
  const { connectivity, stretches } = setUp(openTestJournal(directory))
  expect(connectivity.offlineSince()).toBe(null)
  connectivity.look()
  connectivity.look()
  const [one, other] = stretches()
  expect(one).toEqual([15_000, 60_000, 'network'])
  expect(other).toEqual([60_000 - 3_600_000 + 15_000, 60_000 - 3_600_000 + 30_000, 'network'])
})

test('an endpoint that does not know such records is sent none', () => {
  const { network, connectivity, look, stretches } = setUp(openTestJournal(), false)
  network.up = false
  look(3)
  connectivity.contact('reached')
  expect(stretches()).toEqual([])
  expect(connectivity.offlineSince()).toBe(null)
})
