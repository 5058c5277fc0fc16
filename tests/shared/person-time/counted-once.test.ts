import fc from 'fast-check'
import type { ClaimToken } from '../../../src/shared/contract/brands.ts'
import { describe, expect, test } from 'vitest'
import { countedParts, type DeviceTime, stretchStarts, uncountedMs } from '../../../src/shared/person-time/index.ts'

const span = (deviceId: string, startedAt: number, endedAt: number, more: Partial<DeviceTime> = {}): DeviceTime => ({
  deviceId,
  startedAt,
  endedAt,
  stretchFrom: startedAt,
  remote: false,
  ...more,
})

describe('a person works once at a time', () => {
  test('a remote desktop gives way to the device inside it, whichever began first', () => {
    const outside = span('desk', 0, 30, { remote: true, stretchFrom: 25 })
    expect(countedParts([outside, span('inside', 5, 20)])).toEqual([
      [
        { startedAt: 0, endedAt: 5 },
        { startedAt: 20, endedAt: 30 },
      ],
      [{ startedAt: 5, endedAt: 20 }],
    ])
  })

  test('else the stretch counts that began later, before it was cut', () => {
    // The second span of `a` is a cut of a stretch that began at 0.
    const spans = [span('a', 0, 10), span('a', 10, 20, { stretchFrom: 0 }), span('b', 4, 20)]
    expect(countedParts(spans)).toEqual([[{ startedAt: 0, endedAt: 4 }], [], [{ startedAt: 4, endedAt: 20 }]])
  })

  test('of two that began at once, that of the lower device id', () => {
    expect(countedParts([span('b', 0, 10), span('a', 0, 10)])).toEqual([[], [{ startedAt: 0, endedAt: 10 }]])
  })

  test('overlaps on one device, which a clock set back leaves, all count', () => {
    expect(countedParts([span('a', 0, 10), span('a', 5, 12)])).toEqual([
      [{ startedAt: 0, endedAt: 10 }],
      [{ startedAt: 5, endedAt: 12 }],
    ])
  })

  test('whatever the devices recorded, each instant counts for one of them', () => {
    const spans = fc.array(
      fc
        .record({
          deviceId: fc.constantFrom('a', 'b', 'c'),
          startedAt: fc.integer({ min: 0, max: 60 }),
          length: fc.integer({ min: 1, max: 20 }),
          before: fc.integer({ min: 0, max: 10 }),
          remote: fc.boolean(),
        })
        .map(({ deviceId, startedAt, length, before, remote }) =>
          span(deviceId, startedAt, startedAt + length, { stretchFrom: startedAt - before, remote }),
        ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(spans, (recorded) => {
        const parts = countedParts(recorded)
        for (let instant = 0; instant < 80; instant += 1) {
          const at = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }) =>
            startedAt <= instant && instant < endedAt
          const running = recorded.filter(at)
          const counting = recorded.filter((_, index) => parts[index]?.some(at))
          expect(new Set(counting.map(({ deviceId }) => deviceId)).size).toBe(running.length === 0 ? 0 : 1)
          // Who counts is the first by the rule.
          const [first] = running.toSorted(
            (one, other) =>
              Number(one.remote) - Number(other.remote) ||
              other.stretchFrom - one.stretchFrom ||
              (one.deviceId < other.deviceId ? -1 : 1),
          )
          expect(counting[0]?.deviceId).toBe(first?.deviceId)
        }
        for (const [index, one] of recorded.entries()) {
          expect(uncountedMs(one, parts[index] ?? [])).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})

test('a cut at 15 minutes begins no stretch, another window does', () => {
  const work = {
    activity: 'claim_status',
    rating: 'core',
    system: 'Availity',
    payer: null,
    app: 'chrome',
    ruleId: 'r',
  } as const
  const cut = (startedAt: number, endedAt: number, claimToken: ClaimToken | null = null) => ({
    ...work,
    startedAt,
    endedAt,
    claimToken,
  })
  expect(stretchStarts([cut(0, 10), cut(10, 20), cut(20, 25, 'c' as ClaimToken), cut(25, 30), cut(31, 35)])).toEqual([
    0, 0, 20, 25, 31,
  ])
})
