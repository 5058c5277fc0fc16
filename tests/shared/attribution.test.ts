import { describe, expect, it } from 'vitest'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken, Observation } from '../../src/shared/contract/index.ts'
import { replay } from '../../src/shared/replay.ts'

const T = 1_794_999_600_000
const MINUTE = 60
const tokenOf = (reference: string) => reference as ClaimToken
const rule = (id: string, title: string, rating: string, more: object = {}) => ({
  id,
  when: { title },
  then: { activity: id, rating, ...more },
  claimRef: 'claim (?<ref>[A-Z0-9-]{5,20})',
})
const rules = [
  rule('break', 'video', 'non_work'),
  rule('bank', 'bank', 'private'),
  rule('login', 'sign in', 'hidden', { activity: 'portal_login' }),
  rule('documentation', 'notes', 'support'),
  rule('claim_status', 'claim|portal', 'core'),
]

type Step =
  /** Seconds in front of a window; `idle`: seconds since the last input when it is first seen. */
  | readonly [title: string, seconds: number]
  | { readonly event: 'lock' | 'unlock' | 'suspend' | 'resume' | 'shutdown' | 'claim_done' }
  | { readonly event: 'claim_started'; readonly claimRef: string }
  | { readonly idle: string; readonly seconds: number }
  | { readonly unobserved: number }
  | { readonly restart: true }
  | { readonly wallClock: number }

/** The lines of a day that is seen second by second. */
function linesOf(steps: readonly Step[]): Observation[] {
  const lines: Observation[] = []
  let mono = 0
  let ahead = T
  let idleMs = 0
  const at = () => ({ t: ahead + mono, mono })
  const see = (title: string) => lines.push({ ...at(), app: 'msedge', title, idleMs, locked: false })
  const watch = (title: string, seconds: number, idle: boolean) => {
    see(title)
    for (let second = 0; second < seconds; second += 1) {
      mono += 1000
      idleMs = idle ? idleMs + 1000 : 0
      see(title)
    }
    idleMs = 0
  }
  for (const step of steps) {
    if ('event' in step) lines.push({ ...at(), ...step })
    else if ('idle' in step) watch(step.idle, step.seconds, true)
    else if ('unobserved' in step) mono += step.unobserved * 1000
    else if ('wallClock' in step) ahead += step.wallClock * 1000
    else if ('restart' in step) {
      ahead += mono
      mono = 0
    } else watch(step[0], step[1], false)
  }
  return lines
}

function day(steps: readonly Step[], policy: object = {}) {
  const result = compileRuleSet({ version: 1, policy, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return replay(linesOf(steps), result.compiled, tokenOf)
}

/** `seconds how token` of each active span. */
function attributedIn(steps: readonly Step[], policy: object = {}): string[] {
  return day(steps, policy)
    .spans.filter(({ presence }) => presence === 'active')
    .map(({ startedAt, endedAt, attribution, attributedToken }) => {
      const seconds = (endedAt - startedAt) / 1000
      return attribution === null ? `${seconds}` : `${seconds} ${attribution} ${attributedToken}`
    })
}

const claimA = 'claim AAA-11'
const claimB = 'claim BBB-22'
const start = (claimRef: string) => ({ event: 'claim_started', claimRef }) as const
const done = { event: 'claim_done' } as const

describe('attribution', () => {
  it('makes one attributed touch of a title that blinks, from the first second that names the claim', () => {
    const titles = Array.from({ length: 600 }, (_, second): Step => [second % 2 === 0 ? '(1) portal' : claimA, 1])
    const { touches, attributed, totals } = day(titles)
    expect(attributed.touches).toEqual([
      expect.objectContaining({ claimToken: 'AAA11', startedAt: T + 1000, endedAt: T + 600_000, activeMs: 599_000 }),
    ])
    // What was seen stays what was seen.
    expect(touches).toEqual([expect.objectContaining({ claimToken: 'AAA11', activeMs: 300_000 })])
    expect(totals.byPresence).toEqual({ active: 600_000 })
  })

  it('infers work of any rating that is denial work, up to another token', () => {
    expect(
      attributedIn([
        ['portal', 2],
        [claimA, 3],
        ['sign in', 4],
        ['notes', 5],
        ['portal', 6],
        [claimB, 7],
        ['notes', 8],
      ]),
    ).toEqual([
      '2',
      '3 seen AAA11',
      '4 inferred AAA11',
      '5 inferred AAA11',
      '6 inferred AAA11',
      '7 seen BBB22',
      '8 inferred BBB22',
    ])
  })

  it.each<readonly [string, readonly Step[]]>([
    ['personal time', [['video', 1]]],
    ['a private window', [['bank', 1]]],
    ['idle time', [{ idle: claimA, seconds: 200 }]],
    ['a lock', [{ event: 'lock' }, { event: 'unlock' }]],
    ['sleep', [{ event: 'suspend' }, { unobserved: 9 }, { event: 'resume' }]],
    ['time that was not observed', [{ unobserved: 11 }]],
    ['a shutdown', [{ event: 'shutdown' }]],
    ['a restart', [{ restart: true }]],
    ['the end of work on the claim', [done]],
    ['a clock set ahead', [{ wallClock: 60 }]],
  ])('infers nothing after %s', (_what, steps) => {
    const after = attributedIn([[claimA, 5], ...steps, ['notes', 6], ['portal', 7]]).slice(-2)
    expect(after).toEqual(['6', '7'])
  })

  it('infers over a clock set ahead by less than carryWithinMs, and over one set back', () => {
    expect(attributedIn([[claimA, 5], { wallClock: 59 }, ['notes', 6]]).at(-1)).toBe('6 inferred AAA11')
    expect(attributedIn([[claimA, 5], { wallClock: -600 }, ['notes', 6]]).at(-1)).toBe('6 inferred AAA11')
    expect(attributedIn([[claimA, 5], { wallClock: 10 }, ['notes', 6]], { carryWithinMs: 10_000 }).at(-1)).toBe('6')
  })

  it('cuts an inferred segment when carryForMs have passed since the claim was seen', () => {
    expect(
      attributedIn([
        [claimA, 5],
        ['notes', 16 * MINUTE],
        ['portal', 5],
      ]),
    ).toEqual([
      '5 seen AAA11',
      // The quarter hour cuts, too.
      '895 inferred AAA11',
      '5 inferred AAA11',
      '60',
      '5',
    ])
    expect(
      attributedIn(
        [
          [claimA, 5],
          ['notes', 6],
          ['portal', 4],
          ['notes', 3],
        ],
        { carryForMs: 10_000 },
      ),
    ).toEqual(['5 seen AAA11', '6 inferred AAA11', '4 inferred AAA11', '3'])
    expect(
      attributedIn(
        [
          [claimA, 5],
          ['notes', 6],
          [claimA, 1],
          ['notes', 11],
        ],
        { carryForMs: 10_000 },
      ),
    ).toEqual(['5 seen AAA11', '6 inferred AAA11', '1 seen AAA11', '10 inferred AAA11', '1'])
    expect(
      attributedIn(
        [
          [claimA, 5],
          ['notes', 6],
        ],
        { carryForMs: 0 },
      ),
    ).toEqual(['5 seen AAA11', '6'])
    expect(
      attributedIn(
        [
          [claimA, 5],
          ['notes', 6],
        ],
        { carryWithinMs: 0 },
      ),
    ).toEqual(['5 seen AAA11', '6'])
  })

  it('takes what the biller states, through idle and away time, until it is over', () => {
    expect(
      attributedIn([
        ['notes', 2],
        start('aaa 11'),
        ['notes', 3],
        { idle: 'notes', seconds: 300 },
        ['notes', 4],
        { event: 'lock' },
        { unobserved: 700 },
        { event: 'unlock' },
        ['portal', 5],
        ['video', 2],
        ['portal', 6],
        done,
        ['portal', 7],
      ]),
    ).toEqual(['2', '3 stated AAA11', '4 stated AAA11', '5 stated AAA11', '2', '6 stated AAA11', '7'])
  })

  it.each<readonly [string, readonly Step[], string]>([
    ['another claim that is stated', [start('BBB-22')], '5 stated BBB22'],
    ['another token that is seen', [[claimB, 2]], '5 inferred BBB22'],
    ['a shutdown', [{ event: 'shutdown' }], '5'],
    ['a restart', [{ restart: true }], '5'],
    ['a pause of touchGapMs', [{ event: 'lock' }, { unobserved: 1800 }, { event: 'unlock' }], '5'],
  ])('ends what was stated by %s', (_what, steps, last) => {
    expect(attributedIn([['notes', 1], start('AAA-11'), ['notes', 3], ...steps, ['portal', 5]]).at(-1)).toBe(last)
  })

  it('goes on with what was stated for touchGapMs after the last work on the claim', () => {
    const away = (seconds: number): readonly Step[] => [{ event: 'lock' }, { unobserved: seconds }, { event: 'unlock' }]
    const stated = [['notes', 1], start('AAA-11'), ['notes', 3]] as const
    expect(attributedIn([...stated, ...away(1790), ['notes', 3], ...away(1790), ['notes', 3]]).slice(-1)).toEqual([
      '3 stated AAA11',
    ])
    // The same token seen in a window does not end it.
    expect(attributedIn([...stated, [claimA, 2], ...away(9), ['notes', 5]]).slice(-2)).toEqual([
      '2 seen AAA11',
      '5 stated AAA11',
    ])
    expect(attributedIn([...stated, { unobserved: 60 }, ['portal', 5]]).at(-1)).toBe('5 stated AAA11')
  })

  it('cuts segments and printed spans at what the biller states', () => {
    const { spans, touches, attributed, hiddenWork } = day([
      [claimA, 2],
      ['notes', 2],
      start('AAA-11'),
      ['notes', 3],
      done,
      ['notes', 4],
    ])
    expect(spans.map(({ activity, startedAt, endedAt }) => [activity, (endedAt - startedAt) / 1000])).toEqual([
      ['claim_status', 2],
      ['documentation', 2],
      ['documentation', 3],
      ['documentation', 4],
    ])
    expect(touches).toEqual([expect.objectContaining({ activeMs: 2000, spanCount: 1 })])
    expect(attributed.touches).toEqual([expect.objectContaining({ activeMs: 7000, spanCount: 3 })])
    expect(hiddenWork.map(({ kind, ms }) => [kind, ms])).toEqual([
      ['manual_documentation', 2000],
      ['manual_documentation', 3000],
      ['manual_documentation', 4000],
    ])
  })

  it('ignores what is stated before the first observation and after a shutdown', () => {
    expect(attributedIn([start('AAA-11'), ['notes', 5]])).toEqual(['5'])
    expect(attributedIn([['notes', 1], { event: 'shutdown' }, start('AAA-11'), ['portal', 5]]).at(-1)).toBe('5')
    expect(attributedIn([['notes', 1], { event: 'lock' }, start('AAA-11'), { event: 'unlock' }, ['notes', 5]])).toEqual(
      ['1', '5 stated AAA11'],
    )
  })

  it('is nothing for time that is no denial work, also where its window names a claim', () => {
    expect(attributedIn([start('AAA-11'), [`video ${claimB}`, 2], [`bank ${claimB}`, 2]])).toEqual(['2', '2'])
    const spans = day([[claimA, 2], { idle: claimA, seconds: 200 }]).spans
    expect(spans.map(({ presence, attribution, attributedToken }) => [presence, attribution, attributedToken])).toEqual(
      [
        ['active', 'seen', 'AAA11'],
        ['idle', null, null],
      ],
    )
  })
})
