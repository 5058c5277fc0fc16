import { expect, test } from 'vitest'
import type { ActiveWindow } from '../../src/main/capture/ports.ts'
import type { MetricAnswer, Page, PanelAnswer, RibbonsAnswer, SpanRow } from '../../src/shared/contract/index.ts'
import { unpackRibbons } from '../../src/shared/touches/index.ts'
import { FakeCalls } from '../main/capture/fakes.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { account, Desk, enrollCode, notes, until } from './support/desk.ts'

const MINUTE = 60_000
/** Below the policy's `maxGapMs`. */
const GLANCE_MS = 7_500
const cleanUps = undoneAfterEach()

const softphone: ActiveWindow = { app: 'RingCentral', title: 'Call in progress', url: null }

/** Nobody touches the keys while this window is in front. */
function handsOff(at: Desk, window: ActiveWindow, ms: number): void {
  at.windows.change(window)
  for (let left = ms; left > 0; left -= GLANCE_MS) {
    at.clock.advance(GLANCE_MS)
    at.idle.idle += GLANCE_MS
    at.windows.change(window)
  }
}

test('on hold with the hands off the keys one is active, on the claim in front, and a call outlives a private time', async () => {
  // Early in the day, so that all of it is one day.
  const began = new Date(2026, 11, 1, 9).getTime()
  const [at, calls] = [await Desk.at(began), new FakeCalls()]
  const endpoint = await freshEndpoint('embedded', { now: () => at.clock.now() })
  cleanUps.push(endpoint.close, () => at.leave())
  const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Ana'), calls })
  const rows = async () => (await ask<Page<SpanRow>>(endpoint, '/v1/spans?limit=200')).body.rows
  const minutesOf = (spans: readonly SpanRow[]) =>
    Math.round(spans.reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0) / MINUTE)

  at.work(account('PCN-20418'), 3 * MINUTE)
  calls.report(new Set(['ringcentral']))
  // Longer than anything that ends idle time, and than a claim is carried on without being seen.
  handsOff(at, account('PCN-20418'), 25 * MINUTE)
  handsOff(at, softphone, 5 * MINUTE)
  calls.report(new Set())
  handsOff(at, softphone, 10 * MINUTE)
  // Ends the idle span, which is sent when it is over.
  at.idle.idle = 0
  at.work(notes, MINUTE)
  await until(() => agent.status().backlog === 0, 'everything is delivered')
  const spans = await rows()
  const onCall = spans.filter(({ call }) => call)
  expect(minutesOf(onCall)).toBe(30)
  expect(new Set(onCall.map(({ presence, activity, app }) => `${presence} ${activity} ${app}`))).toEqual(
    new Set(['active payer_call ringcentral']),
  )
  const ways = (way: string | null) => minutesOf(onCall.filter(({ attribution }) => attribution === way))
  expect([ways('seen'), ways('inferred'), ways(null)]).toEqual([25, 5, 0])
  expect(new Set(onCall.map(({ attributedToken }) => attributedToken)).size).toBe(1)
  // What the hands did not do before the call ended does not count against it: idle begins there.
  expect(minutesOf(spans.filter(({ presence }) => presence === 'idle'))).toBe(10)

  const metric = async (id: string) => (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}`)).body.rows[0]?.value
  expect(await metric('call_minutes')).toBeCloseTo(30, 0)
  expect(await metric('active_minutes')).toBeCloseTo(33, 0)
  expect(await metric('idle_minutes')).toBeCloseTo(10, 0)
  const { body: panel } = await ask<PanelAnswer>(endpoint, '/v1/panel')
  const { body: packed } = await ask<RibbonsAnswer>(
    endpoint,
    `/v1/panel/ribbons?from=${began}&to=${began + 60 * MINUTE}&users=${panel.people[0]?.id}`,
  )
  const segments = unpackRibbons(packed)[0]?.segments ?? []
  expect(segments.map(({ activity, call = false }) => [activity, call])).toEqual([
    ['account_review', false],
    ['payer_call', true],
    ['payer_call', false],
  ])

  // A private time ends what is recorded. The call that runs is told to what begins after it.
  calls.report(new Set(['ms-teams']))
  at.work(notes, 4 * MINUTE)
  const now = at.clock.now()
  agent.markPrivate({ from: now - 2 * MINUTE, to: now, reason: 'confidential' })
  at.work(notes, 6 * MINUTE)
  at.power.tell('shutdown')
  await until(() => agent.status().backlog === 0, 'the rest is delivered')
  const all = await rows()
  expect(all.filter(({ startedAt, endedAt }) => endedAt > now - 2 * MINUTE && startedAt < now)).toEqual([])
  const later = all.filter(({ startedAt }) => startedAt >= now)
  expect(minutesOf(later)).toBe(6)
  // The first instant of the new session is that of the window, at which the call is told.
  expect(new Set(later.map(({ call, activity }) => `${call} ${activity}`))).toEqual(new Set(['true communication']))
  expect(agent.day({ from: began, to: began + 24 * 60 * MINUTE }).ribbon.at(-1)).toMatchObject({
    activity: 'communication',
    call: true,
  })
})
