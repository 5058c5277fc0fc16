import { expect, test } from 'vitest'
import { createPanelWatch } from '../../src/server/http/panel-watch.ts'

const MINUTE = 60_000

test('an endpoint that has just begun takes somebody to be looking at the panel; then it goes by who asked for it', () => {
  let now = 1_795_000_000_000
  const watch = createPanelWatch(() => now)
  const after = (minutes: number) => {
    now += minutes * MINUTE
    return watch.isWatched()
  }
  expect([after(0), after(2), after(2)]).toEqual([true, true, false])
  watch.looked()
  expect([after(0), after(2), after(2)]).toEqual([true, true, false])
  // A clock set back does not make a look last.
  watch.looked()
  expect(after(-60)).toBe(false)
})
