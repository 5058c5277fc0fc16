import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextLastInput } from '../../../src/main/capture/last-input.ts'

/** powerMonitor's answer at `mono` for the last of these inputs before it: whole seconds. */
const coarse = (inputs: readonly number[], mono: number) =>
  Math.floor((mono - Math.max(0, ...inputs.filter((input) => input <= mono))) / 1000) * 1000

test('one idle period has one last input, at whatever time it is read', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 2, maxLength: 60 }),
      (input, gaps) => {
        let mono = 3000
        let last: number | null = null
        const found = new Set<number>()
        for (const gap of gaps) {
          mono += gap
          last = nextLastInput(last, { mono, idleMs: coarse([input], mono) }, 1000)
          found.add(last)
        }
        expect(found.size).toBe(1)
        // The latest instant that the first reading allows: late by less than a step, never early.
        expect(last).toBeGreaterThanOrEqual(input)
        expect(last).toBeLessThan(input + 1000)
      },
    ),
  )
})

test('the last input never moves back, is never in the future, and is within a second and the slack of the truth', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.boolean()), { minLength: 1, maxLength: 80 }),
      (steps) => {
        let mono = 0
        let last: number | null = null
        const inputs = [0]
        for (const [gap, input] of steps) {
          mono += gap
          if (input) inputs.push(mono - Math.floor(gap / 2))
          const next = nextLastInput(last, { mono, idleMs: coarse(inputs, mono) }, 1000)
          expect(next).toBeLessThanOrEqual(mono)
          expect(next).toBeGreaterThanOrEqual(last ?? 0)
          expect(Math.abs(next - Math.max(...inputs))).toBeLessThanOrEqual(1050)
          last = next
        }
      },
    ),
  )
})

test('an exact source moves with each input but not with the jitter of its readings', () => {
  const first = nextLastInput(null, { mono: 10_000, idleMs: 4000 }, 1)
  expect(first).toBe(6000)
  expect(nextLastInput(first, { mono: 11_007, idleMs: 5000 }, 1)).toBe(6000)
  expect(nextLastInput(first, { mono: 11_000, idleMs: 5012 }, 1)).toBe(6000)
  expect(nextLastInput(first, { mono: 12_000, idleMs: 300 }, 1)).toBe(11_700)
})
