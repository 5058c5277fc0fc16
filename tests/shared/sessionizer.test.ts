import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleSet, createClassifier } from '../../src/shared/classify/index.ts'
import {
  FIFTEEN_MINUTES_MS,
  type ClaimToken,
  type Observation,
  type RuleSet,
  type Span,
} from '../../src/shared/contract/index.ts'
import { Sessionizer, cutAt15Min, isLockScreen, mergeNeighbors } from '../../src/shared/sessionize/index.ts'
import { WorkTracker, hiddenWorkOf, type HiddenTag } from '../../src/shared/touches/index.ts'
import { arbitraryCase } from '../oracle/random-days.ts'
import { amount } from '../setup/amount.ts'

const tokenOf = (reference: string) => `token ${reference}` as ClaimToken

function sessionizerFor(ruleSet: RuleSet): Sessionizer {
  const result = compileRuleSet(ruleSet)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  const { policy: inForce } = result.ruleSet
  return new Sessionizer({ classify: createClassifier(result.compiled, tokenOf), policy: inForce, tokenOf })
}

function spansOf(ruleSet: RuleSet, lines: readonly Observation[]): Span[] {
  const sessionizer = sessionizerFor(ruleSet)
  return [...lines.flatMap((line) => sessionizer.push(line)), ...sessionizer.end()]
}

const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, span) => sum + span.endedAt - span.startedAt, 0)

/** A day as capture records it: a clock that moves forward, last inputs that never move back, and a slow shutdown. */
const capturedDay = arbitraryCase.map(({ ruleSet, lines }) => {
  let mono = 0
  let lastInput = 0
  const captured = lines.map((line, index): Observation => {
    const before = lines[index - 1]
    const stands = before === undefined || line.mono <= before.mono
    const shutDown = before !== undefined && 'event' in before && before.event === 'shutdown'
    mono += stands && !shutDown ? 0 : 1 + ((line.mono * 7919) % 240_000)
    const at = { t: 1_795_000_000_000 + mono, mono }
    if ('event' in line) return { ...line, ...at }
    lastInput = Math.max(lastInput, mono - line.idleMs)
    return { ...line, ...at, idleMs: mono - lastInput }
  })
  return { ruleSet: { ...ruleSet, policy: { ...ruleSet.policy, maxGapMs: 400_000 } }, lines: captured }
})

describe('spans', () => {
  it('of which a part shows something inside a remote desktop are one span that is not remote', () => {
    const result = compileRuleSet({ version: 1, rules: [], remote: [{ id: 'desktop', title: 'desktop$' }] })
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    const { ruleSet } = result
    const flags = (...titles: readonly string[]) => {
      const at = (mono: number) => ({ t: 1_795_000_000_000 + mono, mono, app: 'viewer', idleMs: 0, locked: false })
      const lines = titles.map((title, index) => ({ ...at(index * 5000), title }))
      return spansOf(ruleSet, lines).map(({ startedAt, endedAt, remote = false }) => [endedAt - startedAt, remote])
    }
    expect(flags('Farm desktop', 'Other desktop', 'Farm desktop')).toEqual([[10_000, true]])
    expect(flags('Farm desktop', 'Settings', 'Farm desktop')).toEqual([[10_000, false]])
    expect(flags('Settings', 'Farm desktop', 'Farm desktop')).toEqual([[10_000, false]])
  })

  it('are never empty, cross no 15-minute boundary, and equal neighbors are merged', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ ruleSet, lines }) => {
        const spans = spansOf(ruleSet, lines)
        for (const span of spans) {
          expect(span.endedAt).toBeGreaterThan(span.startedAt)
          expect(Math.floor((span.endedAt - 1) / FIFTEEN_MINUTES_MS)).toBe(
            Math.floor(span.startedAt / FIFTEEN_MINUTES_MS),
          )
        }
        expect(mergeNeighbors(spans).flatMap(cutAt15Min)).toEqual(spans)
      }),
      { numRuns: 300 },
    )
  })

  it('never overlap while the clock moves forward', () => {
    fc.assert(
      fc.property(capturedDay, ({ ruleSet, lines }) => {
        const spans = spansOf(ruleSet, lines)
        spans.forEach((span, index) => expect(span.startedAt).toBeGreaterThanOrEqual(spans[index - 1]?.endedAt ?? 0))
      }),
      { numRuns: 300 },
    )
  })

  it('and the gaps between them add up to the observed time', () => {
    fc.assert(
      fc.property(capturedDay, ({ ruleSet, lines }) => {
        let observed = 0
        let before: { mono: number; away: boolean } | null = null
        const flags = { lock: false, suspend: false }
        for (const line of lines) {
          if (before && (before.away || line.mono - before.mono <= ruleSet.policy.maxGapMs))
            observed += line.mono - before.mono
          if ('event' in line) {
            if (before === null) continue
            if (line.event === 'lock') flags.lock = true
            if (line.event === 'unlock') flags.lock = false
            if (line.event === 'suspend') flags.suspend = true
            if (line.event === 'resume') flags.suspend = false
          } else {
            flags.lock = line.locked || isLockScreen(line.app)
            flags.suspend = false
          }
          const shutdown = 'event' in line && line.event === 'shutdown'
          if (shutdown) flags.lock = flags.suspend = false
          before = shutdown ? null : { mono: line.mono, away: flags.lock || flags.suspend }
        }
        expect(lengthOf(spansOf(ruleSet, lines))).toBe(observed)
      }),
      { numRuns: 300 },
    )
  })

  it('are the same for any split of the day, with previews and final parts of the open one in between', () => {
    fc.assert(
      fc.property(capturedDay, ({ ruleSet, lines }) => {
        const live = sessionizerFor(ruleSet)
        const spans: Span[] = []
        for (const [index, line] of lines.entries()) {
          spans.push(...live.push(line), ...live.settleOpen())
          const sofar = [...spans, ...live.preview()]
          expect(sofar).toEqual(spansOf(ruleSet, lines.slice(0, index + 1)))
        }
        expect([...spans, ...live.end()]).toEqual(spansOf(ruleSet, lines))
      }),
      { numRuns: Number(process.env['CHUNK_RUNS'] ?? amount(60, 1000)) },
    )
  })

  it('are away while a lock screen is in front, whatever the input and without a lock event', () => {
    const at = (second: number, app: string, idleMs: number): Observation => {
      const mono = second * 1000
      return { t: 1_794_999_600_000 + mono, mono, app, title: 'Locked', idleMs, locked: false }
    }
    for (const app of ['lockapp', 'LockApp.exe', 'LogonUI', 'loginwindow', 'kscreenlocker_greet']) {
      const lines = Array.from({ length: 601 }, (_, second) =>
        second < 60 || second >= 570 ? at(second, 'excel', 0) : at(second, app, ((second - 60) % 170) * 1000),
      )
      const spans = spansOf({ version: 1, policy, rules: [] }, lines)
      expect([app, ...spans.map((span) => `${span.presence} ${(span.endedAt - span.startedAt) / 1000}`)]).toEqual([
        app,
        'active 60',
        'away 510',
        'active 30',
      ])
    }
  })

  it('are not broken by one idle time of a counter that wrapped', () => {
    const line = (second: number, idleMs: number): Observation => {
      const mono = 5_000_000_000 + second * 1000
      return { t: 1_795_000_000_000 + mono, mono, app: 'excel', title: null, idleMs, locked: false }
    }
    const idle = (idleAt: (second: number) => number) =>
      spansOf(
        { version: 1, policy, rules: [] },
        Array.from({ length: 400 }, (_, second) => line(second, idleAt(second))),
      ).map((span) => [span.presence, (span.endedAt - span.startedAt) / 1000])
    expect(idle((second) => (second === 60 ? 4_294_967_000 : 0))).toEqual([['active', 399]])
    expect(idle((second) => (second >= 60 && second < 70 ? 4_294_967_295 : 0))).toEqual([['active', 399]])
    // Idle for days at the first observation is a reading like any other; a wrap keeps the idle that there was.
    expect(idle((second) => (second === 250 ? 4_294_967_000 : 300_000_000 + second * 1000))).toEqual([['idle', 399]])
    expect(idle((second) => (second === 250 ? 4_294_967_000 : second * 1000))).toEqual([['idle', 399]])
  })

  it('are closed at once by a shutdown', () => {
    const sessionizer = sessionizerFor({ version: 1, policy, rules: [] })
    for (const line of twoLines) sessionizer.push(line)
    sessionizer.push({ t: 5, mono: 5, event: 'shutdown' })
    expect(lengthOf(sessionizer.settleOpen())).toBe(5)
  })

  it('are cut at 15-minute boundaries during an hour in one window, without waiting for its end', () => {
    const sessionizer = sessionizerFor({ version: 1, policy: { ...policy, maxGapMs: 120_000 }, rules: [] })
    const settled: Span[] = []
    for (let minute = 0; minute <= 60; minute += 1) {
      const mono = minute * 60_000
      const window = { app: 'excel', title: 'worklist', idleMs: 0, locked: false }
      settled.push(...sessionizer.push({ t: 1_795_001_400_000 + mono, mono, ...window }), ...sessionizer.settleOpen())
    }
    expect(settled.map((span) => (span.endedAt - span.startedAt) / 60_000)).toEqual([15, 15, 15, 15])
  })
})

const policy = {
  idleAfterMs: 180_000,
  touchGapMs: 1_800_000,
  visitGapMs: 300_000,
  recheckWithinMs: 604_800_000,
  documentationNearMs: 120_000,
  maxGapMs: 10_000,
  clockStepMs: 2_000,
  syncEveryMs: 60_000,
}

describe('cutting at 15-minute boundaries', () => {
  it('is the inverse of merging', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), fc.integer({ min: 1, max: 1e8 }), (startedAt, length) => {
        const span = {
          ...spansOf({ version: 1, policy, rules: [] }, twoLines)[0]!,
          startedAt,
          endedAt: startedAt + length,
        }
        const parts = cutAt15Min(span)
        expect(lengthOf(parts)).toBe(length)
        expect(mergeNeighbors(parts)).toEqual([span])
      }),
    )
  })
})

const twoLines: Observation[] = [
  { t: 0, mono: 0, app: 'excel', title: null, idleMs: 0, locked: false },
  { t: 1, mono: 1, app: 'excel', title: null, idleMs: 0, locked: false },
]

describe('touches and hidden work', () => {
  it('are the same when a restart feeds the tracker the same spans again', () => {
    fc.assert(
      fc.property(arbitraryCase, fc.nat(), ({ ruleSet, lines }, at) => {
        const spans = spansOf(ruleSet, lines)
        const restart = spans.length === 0 ? 0 : at % spans.length
        const once = tracked(ruleSet, spans, spans.length)
        expect(tracked(ruleSet, spans, restart)).toEqual(once)
      }),
      { numRuns: 300 },
    )
  })

  it('tag no span twice with one kind, and only active ones', () => {
    fc.assert(
      fc.property(arbitraryCase, ({ ruleSet, lines }) => {
        const spans = spansOf(ruleSet, lines)
        const { tags } = tracked(ruleSet, spans, spans.length)
        expect(new Set(tags.map((tag) => `${tag.kind} ${tag.spanRef}`)).size).toBe(tags.length)
        for (const tag of tags) expect(spans[tag.spanRef]?.presence).toBe('active')
        const sum = hiddenWorkOf(tags).reduce((ms, work) => ms + work.ms, 0)
        expect(sum).toBe(tags.reduce((ms, tag) => ms + tag.endedAt - tag.startedAt, 0))
      }),
      { numRuns: 300 },
    )
  })
})

/** The tracker's results for `spans` if it restarts at `restart`. */
function tracked(ruleSet: RuleSet, spans: readonly Span[], restart: number) {
  const touches: unknown[] = []
  const tags: HiddenTag[] = []
  let tracker = new WorkTracker(ruleSet.policy)
  spans.forEach((span, ref) => {
    if (ref === restart) {
      tracker = new WorkTracker(ruleSet.policy)
      spans.slice(0, ref).forEach((earlier, earlierRef) => tracker.push(earlier, earlierRef))
    }
    const change = tracker.push(span, ref)
    if (change.touch) touches.push(change.touch)
    tags.push(...change.tags)
  })
  return { touches, tags }
}
