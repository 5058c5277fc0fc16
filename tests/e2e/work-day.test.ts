import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ruleSetSchema,
  type HiddenWorkRow,
  type MetricAnswer,
  type SpanRow,
  type TouchRow,
} from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { cleanUps } from './support/clean-up.ts'
import { openBrowser, openTerminal, pressKey, showDesktop } from './support/desktop.ts'
import { Hands } from './support/hands.ts'
import { lengthBetween, measureLateness, type Instant } from './support/instant.ts'
import { runEndpoint } from './support/endpoints.ts'
import {
  allRows,
  artefact,
  enrollmentCode,
  freshFolder,
  publish,
  startAgent,
  untilRecording,
  type RunningEndpoint,
} from './support/product.ts'
import { gapsBetween } from './support/screen-log.ts'
import { uncut, type Segment } from './support/segments.ts'
import { until } from './support/waiting.ts'

// One minute of a biller's work in real windows, recorded by the real agent, read back from the endpoint, and compared with this
// test's own log of the focus.

const claim = 'PCN-20418'
const otherClaim = 'PCN-30777'
const patient = 'Marlow, Quentin'
const claimRef = '(?:claim|account) #(?<ref>PCN-[0-9]{4,12})'
const portal = (name: string, activity: string) =>
  ({ activity, rating: 'core', system: `Portal ${name}`, systemKind: 'payer_portal', payer: `Payer ${name}` }) as const

const policy = ruleSetSchema.parse({
  version: 1,
  policy: { idleAfterMs: 4000, touchGapMs: 20_000, visitGapMs: 3000, documentationNearMs: 60_000 },
  rules: [],
}).policy
const rules = ['A', 'B'].flatMap((name) => {
  const page = (title: string) => ({ title: `${title}.* - Payer ${name} portal$` })
  const id = `portal-${name.toLowerCase()}`
  return [
    { id: `${id}-login`, when: page('^Sign in'), then: { ...portal(name, 'portal_login'), rating: 'support' } },
    { id: `${id}-home`, when: page('^Home'), then: { ...portal(name, 'portal_other'), rating: 'support' } },
    { id: `${id}-claim-status`, when: page('Claim Status'), then: portal(name, 'claim_status'), claimRef: claimRef },
    { id: `${id}-eligibility`, when: page('^Eligibility'), then: portal(name, 'eligibility'), claimRef: claimRef },
    { id: `${id}-appeal`, when: page('^Appeal'), then: portal(name, 'appeal'), claimRef: claimRef },
  ] as const
})
const officeRules = [
  {
    id: 'ehr-account',
    when: { title: '^Account .* - EHR$' },
    then: { activity: 'account_review', rating: 'core', system: 'EHR', systemKind: 'ehr' },
    claimRef: claimRef,
  },
  {
    id: 'ehr-worklist',
    when: { title: '^Denial worklist - EHR$' },
    then: { activity: 'denial_worklist', rating: 'support', system: 'EHR', systemKind: 'ehr' },
  },
  {
    id: 'spreadsheet',
    when: { title: '\\.xlsx - Excel$' },
    then: { activity: 'documentation', rating: 'support', system: 'Excel', systemKind: 'office' },
  },
  { id: 'bank', when: { title: 'Online banking' }, then: { activity: 'private', rating: 'private' } },
] as const

/** One segment of this test's own log: from `since` to the next one's. */
interface Logged {
  readonly since: Instant
  readonly presence: 'active' | 'idle'
  readonly activity: string
  readonly rule: string | null
  readonly claim: string | null
  readonly hidden: string | null
}

const undo = cleanUps()
const log: Logged[] = []
let endpoint: RunningEndpoint
let spans: SpanRow[]
let segments: Segment[]
let touches: TouchRow[]
let hidden: HiddenWorkRow[]
let agentSaid: string
/**
 * Longest allowed distance of the agent's instants from this test's bracket, ms. Events and readings take milliseconds, the desktop
 * 30 ms; 250 is below what a person notices. This process's own longest delay is added.
 */
let tolerance = 250

afterAll(() => undo.run())
beforeAll(async () => {
  endpoint = await runEndpoint(undo)
  await publish(endpoint, { policy, rules: [...rules, ...officeRules] })
  const data = await freshFolder(undo, 'agent')
  const enroll = await enrollmentCode(endpoint, 'A. Brandt')

  const browser = await openBrowser(undo)
  const portalA = await browser.open('Sign in - Payer A portal')
  const portalB = await browser.open('Sign in - Payer B portal')
  const ehr = await browser.open(`Account - ${patient} - Account #${claim} - EHR`)
  const spreadsheet = await openTerminal('Follow-up log.xlsx - Excel', undo)
  const bank = await openTerminal('Online banking - accounts', undo)
  await ehr.show()

  const hands = new Hands(pressKey)
  hands.work()
  undo.add(() => hands.rest())
  const lateness = measureLateness()
  const began = Date.now()
  const agent = startAgent(undo, { endpoint, enroll, data })
  await untilRecording(agent)
  const record = (since: Instant, activity: string, rule: string | null, more: Partial<Logged> = {}) =>
    log.push({ since, presence: 'active', activity, rule, claim: null, hidden: null, ...more })

  record({ notBefore: began, notAfter: Date.now() }, 'account_review', 'ehr-account', { claim })
  await sleep(2500)
  record(await portalA.show(), 'portal_login', 'portal-a-login')
  await sleep(2000)
  const statusA = `Claim Status - ${patient} - Claim #${claim} - Payer A portal`
  record(await portalA.go(statusA), 'claim_status', 'portal-a-claim-status', { claim })
  await sleep(3000)
  record(await spreadsheet.show(), 'documentation', 'spreadsheet', { hidden: 'manual_documentation' })
  await sleep(2000)
  // The title changes while another window has the focus: nothing must be recorded.
  await portalA.go(`Eligibility - ${patient} - Claim #${claim} - Payer A portal`)
  record(await portalA.show(), 'eligibility', 'portal-a-eligibility', { claim })
  await sleep(2000)

  record(await portalB.show(), 'portal_login', 'portal-b-login', { hidden: 'portal_switching' })
  await sleep(2000)
  record(await portalB.go('Home - Payer B portal'), 'portal_other', 'portal-b-home', { hidden: 'portal_switching' })
  await sleep(1500)
  const statusB = `Claim Status - Rowan, Iris - Claim #${otherClaim} - Payer B portal`
  record(await portalB.go(statusB), 'claim_status', 'portal-b-claim-status', { claim: otherClaim })
  await sleep(1000)
  await ehr.go('Denial worklist - EHR')
  await sleep(2000)

  // A third of a second each: shorter than any poll would see.
  for (let hop = 0; hop < 3; hop += 1) {
    record(await ehr.show(), 'denial_worklist', 'ehr-worklist')
    await sleep(300)
    record(await spreadsheet.show(), 'documentation', 'spreadsheet', { hidden: 'manual_documentation' })
    await sleep(300)
  }
  record(await ehr.show(), 'denial_worklist', 'ehr-worklist')
  await sleep(3000)
  const again = { claim: otherClaim, hidden: 'repeat_status_check' }
  record(await portalB.show(), 'claim_status', 'portal-b-claim-status', again)
  await sleep(1500)
  // A page that counts in its title ten times a second is still one segment.
  await portalB.count(statusB, { times: 20, everyMs: 100 })
  record(await portalB.go(`Appeal - Claim #${otherClaim} - Payer B portal`), 'appeal', 'portal-b-appeal', {
    claim: otherClaim,
  })
  await sleep(1500)

  const lastKey = await hands.rest()
  record(lastKey, 'appeal', 'portal-b-appeal', { presence: 'idle', claim: otherClaim })
  await sleep(6500)
  // A program puts another window in front without input: idle continues in that window.
  record(await ehr.show(), 'denial_worklist', 'ehr-worklist', { presence: 'idle' })
  await sleep(1500)
  // One key, then none until the agent's next reading, because it reads the last input once a second.
  record(await pressKey(), 'denial_worklist', 'ehr-worklist')
  await sleep(1500)
  hands.work()
  await sleep(500)

  record(await showDesktop(), 'unclassified', null)
  await sleep(1000)
  await portalA.go(statusA)
  await sleep(500)
  // After an empty desktop the window manager focuses the last window, so this comes first.
  record(await ehr.show(), 'denial_worklist', 'ehr-worklist')
  await sleep(500)
  record(await portalA.show(), 'claim_status', 'portal-a-claim-status', { claim, hidden: 'repeat_status_check' })
  await sleep(2500)
  record(await bank.show(), 'private', null)
  await sleep(2000)
  // Ends the private segment, so that it is sent, too.
  record(await ehr.show(), 'denial_worklist', 'ehr-worklist')

  const expected = log.length - 1
  await until('the day is at the endpoint', async () => {
    spans = await allRows<SpanRow>(endpoint, '/v1/spans')
    return uncut(spans).length >= expected
  })
  tolerance += lateness.stop()
  agent.signal('SIGTERM')
  expect(await agent.ended, agent.said()).toBe(0)
  agentSaid = agent.said()

  spans = await allRows<SpanRow>(endpoint, '/v1/spans')
  // Spans that were open at the end may have been sent as well; the day of this test ends before them.
  segments = uncut(spans).slice(0, expected)
  touches = await allRows<TouchRow>(endpoint, '/v1/touches')
  hidden = await allRows<HiddenWorkRow>(endpoint, '/v1/hidden-work')
  writeFileSync(artefact('work-day.json'), JSON.stringify({ tolerance, log, segments, touches, hidden }, null, 1))
})

const ms = ({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number }) => endedAt - startedAt
const total = (rows: readonly { readonly startedAt: number; readonly endedAt: number }[]) =>
  rows.reduce((sum, row) => sum + ms(row), 0)
/** The lines of the log with an end. */
const day = () => log.slice(0, -1)

test('every activity is recorded in order, and nothing else', () => {
  const seen = segments.map(({ presence, activity, ruleId }) => `${presence} ${activity} ${ruleId}`)
  expect(seen).toEqual(day().map(({ presence, activity, rule }) => `${presence} ${activity} ${rule}`))
  expect(new Set(segments.map(({ userName }) => userName))).toEqual(new Set(['A. Brandt']))
})

test('each activity begins and lasts as it did on screen', () => {
  const wrong = segments.flatMap((segment, index) => {
    const [from, to] = [log[index]?.since, log[index + 1]?.since]
    if (!from || !to) return ['the log has no such line']
    const { least, most } = lengthBetween(from, to)
    const late = segment.startedAt - from.notAfter
    // 5 ms: both clocks and X's idle time are in whole milliseconds.
    const early = from.notBefore - 5 - segment.startedAt
    const length = ms(segment)
    const fits = late <= tolerance && early <= 0 && length >= least - tolerance && length <= most + tolerance
    return fits
      ? []
      : [`${index} ${segment.activity}: late ${late}, early ${early}, ${length} ms of ${least} to ${most}`]
  })
  expect(wrong).toEqual([])
})

test('no time is lost between two windows, and the sum is exact', () => {
  expect(gapsBetween(segments)).toEqual(new Set([0]))
  const [first, last] = [segments[0], segments.at(-1)]
  expect(total(segments)).toBe((last?.endedAt ?? 0) - (first?.startedAt ?? 0))
})

test('idle begins at the last key, not at its detection', () => {
  const [idle] = segments.filter(({ presence }) => presence === 'idle')
  const since = log.find(({ presence }) => presence === 'idle')?.since
  if (!idle || !since) throw new Error('no idle was recorded')
  expect(idle.startedAt - since.notAfter).toBeLessThanOrEqual(tolerance)
  // The detection takes the threshold.
  expect(since.notAfter + tolerance).toBeLessThan(since.notBefore + policy.idleAfterMs)
  expect(ms(idle)).toBeGreaterThan(policy.idleAfterMs)
})

test('a private window leaves only its duration', () => {
  expect(segments.at(-1)).toMatchObject({
    ...{
      activity: 'private',
      rating: 'private',
      app: null,
      ruleId: null,
      system: null,
      payer: null,
      claimToken: null,
    },
  })
})

test('each claim has one token, and each return to it is a touch', () => {
  const tokens = new Map(day().map((line, index) => [line.claim, segments[index]?.claimToken ?? null]))
  expect(segments.map(({ claimToken }) => claimToken)).toEqual(day().map((line) => tokens.get(line.claim)))
  expect([tokens.get(null), new Set(tokens.values()).size]).toEqual([null, 3])

  /** By the log: the segments of each touch. */
  const worked: [string, number[]][] = [
    [claim, [0, 2, 4]],
    [otherClaim, [7, 15, 16]],
    [claim, [22]],
  ]
  expect(
    touches.map(({ claimToken, startedAt, endedAt, activeMs, spanCount }) => ({
      claimToken,
      startedAt,
      endedAt,
      activeMs,
      spanCount,
    })),
  ).toEqual(
    worked.map(([reference, indices]) => {
      const members = indices.flatMap((index) => segments[index] ?? [])
      return {
        claimToken: tokens.get(reference),
        startedAt: members[0]?.startedAt,
        endedAt: members.at(-1)?.endedAt,
        activeMs: total(members),
        spanCount: members.reduce((sum, { cuts }) => sum + 1 + cuts, 0),
      }
    }),
  )
})

test('repeat status checks, portal switching and manual documentation are found, and no other hidden work', () => {
  expect(segments.map(({ hiddenKinds }) => hiddenKinds.join())).toEqual(day().map((line) => line.hidden ?? ''))
  const kinds = hidden.map(({ kind }) => kind)
  expect(kinds).toEqual([
    ...['manual_documentation', 'portal_switching', 'manual_documentation', 'manual_documentation'],
    ...['manual_documentation', 'repeat_status_check', 'repeat_status_check'],
  ])
  for (const kind of new Set(kinds)) {
    const records = hidden.filter((record) => record.kind === kind)
    const tagged = segments.filter(({ hiddenKinds }) => hiddenKinds.includes(kind))
    expect(
      records.reduce((sum, record) => sum + record.ms, 0),
      kind,
    ).toBe(total(tagged))
  }
  const tokenOf = (reference: string) => segments[day().findIndex((line) => line.claim === reference)]?.claimToken
  const repeats = hidden.filter(({ kind }) => kind === 'repeat_status_check')
  expect(repeats.map(({ claimToken, payer }) => [claimToken, payer])).toEqual([
    [tokenOf(otherClaim), 'Payer B'],
    [tokenOf(claim), 'Payer A'],
  ])
})

test('the metrics are sums of the same spans', async () => {
  const metric = async (path: string) => (await ask<MetricAnswer>(endpoint, `/v1/metrics/${path}`)).body.rows
  const minutes = (rows: readonly SpanRow[]) => total(rows) / 60_000
  const active = spans.filter(({ presence }) => presence === 'active')
  const denialWork = active.filter(({ rating }) => rating !== null && ['core', 'support', 'hidden'].includes(rating))
  const tagged = spans.filter(({ hiddenKinds }) => hiddenKinds.length > 0)
  expect((await metric('active_minutes'))[0]?.value).toBeCloseTo(minutes(active), 9)
  expect((await metric('idle_minutes'))[0]?.value).toBeCloseTo(
    minutes(spans.filter(({ presence }) => presence === 'idle')),
    9,
  )
  expect((await metric('hidden_minutes'))[0]?.value).toBeCloseTo(minutes(tagged), 9)
  expect((await metric('hidden_work_tax'))[0]?.value).toBeCloseTo(total(tagged) / total(denialWork), 9)
  expect((await metric('touches?by=user')).map(({ key, value }) => [key, value])).toEqual([['A. Brandt', 3]])
  expect((await metric('denials_touched'))[0]?.value).toBe(2)
  const byKind = Object.fromEntries((await metric('hidden_minutes?by=kind')).map(({ key, value }) => [key, value]))
  for (const kind of ['repeat_status_check', 'portal_switching', 'manual_documentation'] as const) {
    expect(byKind[kind], kind).toBeCloseTo(minutes(spans.filter(({ hiddenKinds }) => hiddenKinds.includes(kind))), 9)
  }
})

test('the agent’s log says nothing about the windows', () => {
  expect(agentSaid).toContain('enrolled as A. Brandt')
  for (const word of [claim, patient, 'Claim Status', 'Payer A portal', 'Online banking'])
    expect(agentSaid).not.toContain(word)
})
