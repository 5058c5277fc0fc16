import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { compareDay, joinedSpans, type Logged } from '../../bench/day/compare.ts'
import { openDayDesk, type DayDesk } from '../../bench/day/desk.ts'
import { planDay } from '../../bench/day/plan.ts'
import { activities, rulesOf } from '../../bench/day/rules.ts'
import { countingWay, type CountingWay } from '../../bench/support/counting-way.ts'
import type { DeviceRow, MetricAnswer, Page, SpanRow } from '../../src/shared/contract/index.ts'
import { Hands } from '../e2e/support/hands.ts'
import type { Instant } from '../e2e/support/instant.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { ScriptedWindow } from './support/programs.ts'
import { bundleAgent, WindowsAgent } from './support/windows-agent.ts'

// The agent as a whole on Windows' Node under Wine, with real windows and an endpoint on this machine.

/** The plan of a day gives 6 s of these to a locked screen, which Wine does not have; waits for Wine's input come on top. */
const plan = planDay({ seconds: 126, switches: 60, seed: 20_418 })
/** Wine hands input on up to 0.6 s late, and the helper says it once a second. */
const INPUT_SEEN_MS = 2500
/** A stretch recorded this far beside its place is still that stretch. */
const SLACK_MS = 50

const undo: (() => unknown)[] = []
let endpoint: Awaited<ReturnType<typeof freshEndpoint>>
let way: CountingWay
let windows: readonly ScriptedWindow[]
let desk: DayDesk
let hands: Hands
let agent: WindowsAgent

const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 120_000, interval: 10 })

/** Puts a window in front. Answers when, by the window's own clock. */
const show = async (index: number): Promise<Instant> => {
  const window = windows[index]
  if (!window) throw new Error(`there is no window ${index}`)
  const before = window.done.length
  window.tell('front')
  await until(() => window.done.length >= before + 2)
  const [asked, came] = window.done.slice(before)
  return { notBefore: asked?.at ?? 0, notAfter: came?.at ?? 0 }
}

const storedSpans = async (): Promise<readonly SpanRow[]> => {
  const { body } = await ask<Page<SpanRow>>(endpoint, '/v1/spans?limit=500')
  return body.rows.toSorted((one, other) => one.seq - other.seq)
}
const storedUntil = (instant: number) =>
  until(async () => ((await storedSpans()).at(-1)?.endedAt ?? 0) >= instant - SLACK_MS)

beforeAll(async () => {
  endpoint = await freshEndpoint('embedded')
  undo.push(endpoint.close)
  await ask(endpoint, '/v1/rules', { method: 'PUT', json: rulesOf(plan) })
  const json = { user: 'Scripted' }
  const { body } = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json })
  way = await countingWay(endpoint.url)
  undo.push(way.close)
  windows = activities.map(([title], index) => new ScriptedWindow(index % 2 === 0 ? 'epic' : 'msedge', title))
  undo.push(() => windows.forEach((window) => window.end()))
  await until(() => windows.every(({ done }) => done.length > 0))
  desk = await openDayDesk(process.env['DISPLAY'] ?? '', [])
  undo.push(desk.end)
  hands = new Hands(() => desk.pressKey())
  hands.work()
  undo.push(() => hands.rest())

  await show(5)
  agent = new WindowsAgent(await bundleAgent(), way.url, body.code)
  undo.push(() => agent.remove())
  await until(() => agent.said().includes('recording by') || agent.exitCode !== undefined)
  expect(agent.said()).toContain('recording by windows-helper')
  await storedUntil((await show(4)).notBefore)
})
afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

/** Does what the plan says, and writes down when. */
const live = async (): Promise<readonly Logged[]> => {
  const log: Logged[] = []
  let activity = ''
  for (const step of plan.steps) {
    switch (step.kind) {
      case 'switch':
        activity = activities[step.window]?.[1] ?? ''
        log.push({ since: await show(step.window), what: `active ${activity}` })
        await sleep(step.dwellMs)
        break
      case 'idle':
        await hands.rest()
        log.push({ since: await desk.pressKey(), what: `idle ${activity}` })
        await sleep(step.ms)
        log.push({ since: await desk.pressKey(), what: `active ${activity}` })
        await sleep(INPUT_SEEN_MS)
        hands.work()
        break
      case 'outage':
        await way.close()
        break
      case 'endpoint back':
        await way.open()
        break
      case 'lock':
        break
    }
  }
  const last = plan.steps.findLast((step) => step.kind === 'switch')
  log.push({ since: await show(last?.window === 0 ? 1 : 0), what: 'end' })
  return log
}

test('60 switches in two minutes, nobody there twice, the endpoint away for a while: none is missed, and the time is right', async () => {
  const log = await live()
  // A busy machine delays the agent as much as it delayed the windows on their way to the front.
  const latenessMs = Math.max(...log.map(({ since }) => since.notAfter - since.notBefore))
  await storedUntil(log.at(-1)?.since.notBefore ?? 0)
  const recorded = joinedSpans(await storedSpans())
  const { lengthMs, sumMs, byKindMs, byKindBeyondDoubtMs, ...found } = compareDay(log, recorded, SLACK_MS)
  console.log(
    [
      `60 switches in ${(lengthMs / 1000).toFixed(0)} s: ${found.missed.length} missed, ${found.invented.length} invented`,
      `${byKindMs.toFixed(1)} ms (${((100 * byKindMs) / lengthMs).toFixed(3)} %) in the wrong kind, ${byKindBeyondDoubtMs.toFixed(1)} ms of it beyond what the windows know`,
      `${found.misplacedMs.toFixed(1)} ms recorded as something else, a switch seen a little late among them, ${found.worstLateMs} ms at worst`,
      `a window needed ${latenessMs} ms at worst to come to the front`,
    ].join('; '),
  )
  const { missed, invented } = compareDay(log, recorded, SLACK_MS + latenessMs)
  expect(missed).toEqual([])
  expect(invented.filter(({ startedAt, endedAt }) => endedAt - startedAt > SLACK_MS)).toEqual([])
  expect(byKindBeyondDoubtMs).toBeLessThan(lengthMs / 1000 + latenessMs)
  expect(Math.abs(sumMs)).toBeLessThan(lengthMs / 1000)
})

test('while the helper stays dead its death is said, windows are polled, and heard again when it is back', async () => {
  const adapter = async () =>
    (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body.rows[0]?.health?.captureAdapter ?? null
  expect(await adapter()).toBe('windows-helper')
  await show(2)
  agent.breakHelper()
  await until(() => agent.said().includes('windows are not visible (windows-helper): the program that sees windows'))
  await until(async () => (await adapter()) === 'x-win')
  const polled = await show(0)
  // The script's own dwell: long enough for every poll.
  await sleep(2000)
  await storedUntil((await show(2)).notBefore - 1000)
  const seen = (await storedSpans()).filter(({ startedAt }) => startedAt >= polled.notBefore)
  expect(seen.map(({ activity }) => activity)).toContain('account_review')
  agent.mendHelper()
  await until(async () => (await adapter()) === 'windows-helper')
  await storedUntil((await show(1)).notBefore)
})

test('nothing is lost or counted twice', async () => {
  agent.leave()
  await until(() => agent.exitCode !== undefined)
  expect(agent.exitCode).toBe(0)
  const stored = await storedSpans()
  const held = agent.journal().flatMap(({ record }) => (record.kind === 'span' ? [record] : []))
  const brief = ({ seq, startedAt, endedAt }: { seq: number; startedAt: number; endedAt: number }) =>
    [seq, startedAt, endedAt].join(' ')
  const closedSince = stored.filter(({ seq }) => held.every((record) => record.seq !== seq))
  // The one that was open until it left.
  expect(closedSince.length).toBeLessThanOrEqual(1)
  expect(stored.filter((span) => !closedSince.includes(span)).map(brief)).toEqual(
    held.toSorted((one, other) => one.seq - other.seq).map(brief),
  )
  for (const [index, { startedAt }] of stored.entries())
    expect(startedAt).toBeGreaterThanOrEqual(stored[index - 1]?.endedAt ?? 0)
  const active = stored.filter(({ presence }) => presence === 'active')
  const { body } = await ask<MetricAnswer>(endpoint, '/v1/metrics/active_minutes?from=0&to=8000000000000000')
  expect(body.rows[0]?.value).toBeCloseTo(
    active.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0) / 60_000,
    6,
  )
})
