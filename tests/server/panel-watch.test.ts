import { expect, test } from 'vitest'
import { createPanelWatch } from '../../src/server/http/panel-watch.ts'

const SECOND = 1000

test('an endpoint that has just begun shows nobody; then each person is shown as long as a panel asks for them', () => {
  let now = 1_795_000_000_000
  const watch = createPanelWatch(() => now)
  const shownAfter = (seconds: number) => {
    now += seconds * SECOND
    return ['ada', 'ben', 'eve'].filter((userId) => watch.isShown(userId))
  }
  expect(shownAfter(0)).toEqual([])
  watch.looked(['ada', 'ben'])
  expect(shownAfter(5)).toEqual(['ada', 'ben'])
  // One panel was closed, the other goes on.
  watch.looked(['ben'])
  expect(shownAfter(27)).toEqual(['ben'])
  expect(shownAfter(5)).toEqual([])
  // A clock set back does not make a look last.
  watch.looked(['eve'])
  expect(shownAfter(-3600)).toEqual([])
})
