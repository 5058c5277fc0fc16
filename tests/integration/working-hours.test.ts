import { expect, test } from 'vitest'
import type { Page, RuleSet, SpanRow } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { claimStatus, Desk, enrollCode, notes, until } from './support/desk.ts'

const SECOND = 1000
const MINUTE = 60_000
const cleanUps = undoneAfterEach()

test('an agent records from the first to the last millisecond of working hours, and nothing else', async () => {
  const local = (hour: number, minute = 0) => new Date(2026, 11, 1, hour, minute).getTime()
  const at = await Desk.at(local(11, 50))
  cleanUps.push(() => at.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => at.clock.now() })
  cleanUps.push(endpoint.close)
  const day = [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ]
  const workingHours = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }
  const { body: before } = await ask<RuleSet>(endpoint, '/v1/rules')
  const { signature: _old, ...rules } = { ...before, policy: { ...before.policy, privacy: { workingHours } } }
  expect((await ask(endpoint, '/v1/rules', { method: 'PUT', json: rules })).status).toBe(200)
  const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Q. Biller') })
  const when = agent.notice().text.sections.find(({ heading }) => heading === 'When')?.lines
  expect(when).toEqual([
    'Working hours: Monday to Sunday 9:00 AM – 12:00 PM, 1:00 PM – 5:00 PM.',
    'Outside working hours nothing is recorded.',
  ])

  // The window changes shortly before and after noon.
  at.work(claimStatus('PCN-10001'), 9 * MINUTE + 58 * SECOND)
  at.work(notes, 5 * SECOND)
  expect(agent.status()).toMatchObject({
    state: 'not_working_hours',
    reason: 'Outside your working hours. Nothing is recorded.',
  })
  await until(() => !at.windows.subscribed, 'nobody watches the windows')
  at.work(claimStatus('PCN-10002'), 30 * MINUTE)
  at.clock.wall += local(12, 59) + 58 * SECOND - at.clock.now()
  // A check is due every second; windows are watched a little before the hour.
  await until(() => at.windows.subscribed, 'the windows are watched again')
  await until(() => (agent.status().lastCaptureAt ?? 0) >= local(12, 59), 'the first window is seen')
  expect(agent.status().state).toBe('not_working_hours')
  at.work(claimStatus('PCN-10003'), 5 * MINUTE)
  expect(agent.status().state).toBe('recording')
  // Ends the span, so that it is sent, too.
  at.work(notes, 5 * SECOND)
  const spansOf = async () => {
    const { rows } = (await ask<Page<SpanRow>>(endpoint, '/v1/spans')).body
    return rows.toSorted((one, other) => one.startedAt - other.startedAt)
  }
  await until(async () => ((await spansOf()).at(-1)?.startedAt ?? 0) >= local(13), 'the afternoon is at the endpoint')

  const spans = await spansOf()
  expect(spans[0]?.startedAt).toBe(local(11, 50))
  expect(spans.find(({ activity }) => activity === 'documentation')).toMatchObject({
    startedAt: local(11, 59) + 58 * SECOND,
    endedAt: local(12),
  })
  const afternoon = spans.filter(({ startedAt }) => startedAt >= local(12))
  expect(afternoon).toMatchObject([{ startedAt: local(13), endedAt: local(13, 4) + 58 * SECOND }])
})
