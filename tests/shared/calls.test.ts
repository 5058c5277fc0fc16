import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compileRuleSet,
  createCallClassifier,
  createClassifier,
  duringCall,
  explain,
} from '../../src/shared/classify/index.ts'
import type { ClaimToken, Observation, RuleSet, Span } from '../../src/shared/contract/index.ts'
import { Sessionizer } from '../../src/shared/sessionize/index.ts'
import { arbitraryCase } from '../oracle/random-days.ts'

const tokenOf = (reference: string) => `token ${reference}` as ClaimToken

function compiledOf(ruleSet: unknown) {
  const result = compileRuleSet(ruleSet)
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.compiled
}

function sessionizerFor(ruleSet: unknown): Sessionizer {
  const compiled = compiledOf(ruleSet)
  const classify = createClassifier(compiled, tokenOf)
  return new Sessionizer({
    ...{ classify, classifyCall: createCallClassifier(compiled), policy: compiled.ruleSet.policy, tokenOf },
  })
}

function spansOf(ruleSet: unknown, lines: readonly Observation[]): Span[] {
  const sessionizer = sessionizerFor(ruleSet)
  return [...lines.flatMap((line) => sessionizer.push(line)), ...sessionizer.end()]
}

const then = { activity: 'payer_call', rating: 'core' }
const rules = [
  { id: 'meeting', when: { app: '^zoom$' }, then: { activity: 'communication', rating: 'support' } },
  { id: 'named', when: { app: 'phone', title: 'call' }, then },
  { id: 'notes', when: { app: 'phone' }, then: { activity: 'documentation', rating: 'support' } },
  { id: 'off', when: { app: 'phone', call: true }, then, enabled: false },
  { id: 'phone', when: { app: 'phone', call: true }, then: { ...then, systemKind: 'phone', payer: 'Aetna' } },
  { id: 'private-call', when: { app: 'facetime', call: true }, then: { activity: 'private', rating: 'support' } },
  { id: 'bank', when: { app: 'bank' }, then: { activity: 'non_work', rating: 'private' } },
  {
    id: 'status',
    when: { app: 'edge' },
    then: { activity: 'claim_status', rating: 'core' },
    claimRef: 'claim (?<ref>[A-Z0-9]{6,20})',
  },
]
const ruleSet = { version: 7, rules, policy: { idleAfterMs: 5000 } }

describe('a rule for calls', () => {
  const classifyCall = createCallClassifier(compiledOf(ruleSet))

  it('matches calls by their program alone, and no windows', () => {
    expect(classifyCall('zoom')?.ruleId).toBe('meeting')
    expect(classifyCall('Softphone')).toMatchObject({ ruleId: 'phone', app: 'Softphone', ruleSetVersion: 7 })
    expect(classifyCall('dictation')).toBeNull()
    const explained = explain(compiledOf(ruleSet), { app: 'softphone', title: 'Recent' })
    expect(explained.ruleId).toBe('notes')
    const onlyCalls = compiledOf({ ...ruleSet, rules: rules.filter(({ when }) => 'call' in when) })
    expect(explain(onlyCalls, { app: 'softphone', title: 'Recent' })).toMatchObject({ ruleId: null, tried: [] })
  })

  it('needs a program, and nothing that only a window has', () => {
    const errorsOf = (rule: object) => {
      const result = compileRuleSet({ version: 1, rules: [{ id: 'a', then, ...rule }] })
      return result.ok ? [] : result.errors.map(({ pointer }) => pointer)
    }
    for (const when of [{}, { app: 'a', title: 'b' }, { app: 'a', host: 'b.org' }, { app: 'a', path: 'b' }])
      expect(errorsOf({ when: { ...when, call: true } })).toEqual(['/rules/0/when/call'])
    expect(errorsOf({ when: { app: 'a', call: true }, claimRef: 'claim (?<ref>[0-9]{6,9})' })).toHaveLength(1)
    expect(errorsOf({ when: { app: '(', call: true } })).toEqual(['/rules/0/when/app'])
    expect(errorsOf({ when: { app: 'a', call: true } })).toEqual([])
  })

  it('says what the call is; the claim stays that of the window, and what is private stays only that', () => {
    const classify = createClassifier(compiledOf(ruleSet), tokenOf)
    const status = classify({ app: 'msedge', title: 'claim ABC123456' }).classification
    const bank = classify({ app: 'bank', title: 'Accounts' }).classification
    expect(duringCall(status, classifyCall('phone'))).toEqual({
      ...{ activity: 'payer_call', rating: 'core', system: null, systemKind: 'phone', payer: 'Aetna', app: 'phone' },
      ...{ ruleId: 'phone', claimToken: 'token ABC123456', ruleSetVersion: 7, call: true },
    })
    expect(duringCall(status, null)).toEqual({ ...status, call: true })
    expect(duringCall(bank, classifyCall('phone'))).toBe(bank)
    const hidden = duringCall(status, classifyCall('facetime'))
    expect(hidden).toMatchObject({ activity: 'private', rating: 'private', app: null, claimToken: null })
    expect(hidden).not.toHaveProperty('call')
  })
})

const at = (mono: number) => ({ t: 1_795_000_000_000 + mono, mono })
const see = (mono: number, idleMs = 0, app = 'msedge') => ({
  ...at(mono),
  ...{ app, title: 'claim ABC123456', idleMs, locked: false },
})
const event = (mono: number, name: 'lock' | 'unlock' | 'shutdown') => ({ ...at(mono), event: name })
const started = (mono: number, app = 'phone') => ({ ...at(mono), event: 'call_started' as const, app })
const ended = (mono: number, app = 'phone') => ({ ...at(mono), event: 'call_ended' as const, app })

/** Each span as `from-to presence activity`, in seconds, and whether it is a call. */
const told = (lines: readonly Observation[]) =>
  spansOf(ruleSet, lines).map(({ startedAt, endedAt, presence, activity, call }) => {
    const [from, to] = [startedAt, endedAt].map((instant) => (instant - 1_795_000_000_000) / 1000)
    return `${from}-${to} ${presence} ${activity}${call ? ', call' : ''}`
  })

describe('a call', () => {
  it.each<[string, readonly Observation[], readonly string[]]>([
    [
      'lasts while any program is on one, and the earliest of them decides',
      [see(0), started(1000), started(2000, 'zoom'), started(3000), ended(4000, 'other'), ended(5000), see(6000)],
      ['0-1 active claim_status', '1-5 active payer_call, call', '5-6 active communication, call'],
    ],
    [
      'ends idle time where it begins, and idle time begins where it ends',
      [see(0), see(8000, 8000), started(9000), see(17_000, 17_000), ended(18_000), see(19_000, 19_000)],
      ['0-9 idle claim_status', '9-18 active payer_call, call', '18-19 idle claim_status'],
    ],
    [
      'leaves time in use what it is after it',
      [see(0), started(1000), see(9000, 9000), ended(10_000), see(11_000, 500), see(12_000, 1500)],
      ['0-1 active claim_status', '1-10 active payer_call, call', '10-12 active claim_status'],
    ],
    [
      'of no length leaves idle time whole',
      [see(0), see(6000, 6000), started(7000), ended(7000), see(8000, 8000)],
      ['0-8 idle claim_status'],
    ],
    [
      'goes on after away time and an unobserved gap',
      [see(0), started(1000), event(2000, 'lock'), event(4000, 'unlock'), see(5000), see(20_000), see(21_000)],
      [
        '0-1 active claim_status',
        '1-2 active payer_call, call',
        '2-4 away null',
        '4-5 active payer_call, call',
        '20-21 active payer_call, call',
      ],
    ],
    [
      'that begins or ends while away is known afterwards',
      [see(0), event(1000, 'lock'), started(2000), event(3000, 'unlock'), event(4000, 'lock'), ended(5000), see(6000)],
      ['0-1 active claim_status', '1-3 away null', '3-4 active payer_call, call', '4-6 away null'],
    ],
    [
      'ends with the session',
      [started(0), see(1000), started(2000), event(3000, 'shutdown'), see(4000), see(5000)],
      ['1-2 active claim_status', '2-3 active payer_call, call', '4-5 active claim_status'],
    ],
    [
      'shows nothing of itself while a private window is in front, which is not idle',
      [see(0, 0, 'bank'), started(1000), see(9000, 9000, 'bank'), ended(10_000), see(11_000, 11_000, 'bank')],
      ['0-10 active private', '10-11 idle private'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(told(lines)).toEqual(expected)
  })

  it('is settled up to the last line, and the idle time before it', () => {
    const sessionizer = sessionizerFor({ ...ruleSet, policy: { idleAfterMs: 5000, maxGapMs: 2_000_000 } })
    const settled = (line: Observation) => [...sessionizer.push(line), ...sessionizer.settleOpen()]
    const lines = [see(0), see(6000, 6000), started(7000), see(8000, 8000), see(1_900_000, 1_900_000)]
    const [begun, idle, call, onCall, later] = lines.map((line) => settled(line).length)
    expect([begun, idle, call, onCall]).toEqual([0, 0, 0, 1])
    // 2026-11-18T11:06:40Z: the call is settled up to 11:15 and 11:30.
    expect(later).toBe(2)
  })
})

const isCall = (line: Observation) => 'event' in line && (line.event === 'call_started' || line.event === 'call_ended')
const lengthBy = (spans: readonly Span[], presence: Span['presence']) =>
  spans.filter((span) => span.presence === presence).reduce((sum, span) => sum + span.endedAt - span.startedAt, 0)

/** A day whose gaps and clock steps do not depend on the lines of calls, which are lines too. */
const evenDay = arbitraryCase.map(
  ({ ruleSet: { policy, ...set }, lines }): { rules: RuleSet; lines: Observation[] } => ({
    rules: { ...set, policy: { ...policy, maxGapMs: 10_000_000_000, clockStepMs: 10_000_000_000 } },
    lines: lines.map((line, index) => ({ ...line, ...at(index * 700) })),
  }),
)

describe('lines of calls', () => {
  it('change no length, but idle time into active time', () => {
    fc.assert(
      fc.property(evenDay, ({ rules: set, lines }) => {
        // The last line ends the day, so it is not one of a call.
        const day = [...lines, { ...at(lines.length * 700), event: 'unlock' as const }]
        const [calls, without] = [
          spansOf(set, day),
          spansOf(
            set,
            day.filter((line) => !isCall(line)),
          ),
        ]
        const [active, idle, away] = (['active', 'idle', 'away'] as const).map(
          (presence) => lengthBy(calls, presence) - lengthBy(without, presence),
        )
        expect(away).toBe(0)
        expect((active ?? 0) + (idle ?? 0)).toBe(0)
        // An input just before a call is read after it. Idle time has ended with the call then, not at the input.
        const readAfterACall = day.filter(isCall).length * 700
        expect(idle).toBeLessThanOrEqual(readAfterACall)
      }),
      { numRuns: 300 },
    )
  })
})
