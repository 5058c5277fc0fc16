import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerCall } from '../../src/main/shell/answer-call.ts'
import { windowHandlers } from '../../src/main/shell/handlers.ts'
import { ipcChannels, type IpcChannel } from '../../src/shared/contract/ipc.ts'
import { amount } from '../setup/amount.ts'
import { hostileLeaf, spoiled } from '../setup/hostile-values.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { account, Desk, enrollCode } from './support/desk.ts'

// Whatever a page that was taken over calls, the app answers what is wrong with it, and goes on.

const cleanUps = undoneAfterEach()
const MINUTE = 60_000
const NOW = Date.UTC(2026, 10, 20, 15)
const [from, to] = [NOW, NOW + MINUTE]

/** A call of each channel that the app takes. */
const taken: Readonly<Record<IpcChannel, unknown>> = {
  'team.read': { name: 'queryMetrics', params: { metrics: ['touches'], periods: [{ from: 1, to: 2 }] } },
  'team.write': { name: 'saveSettings', params: { name: 'calendar', ifMatch: 3 }, body: { zone: 'UTC' } },
  'file.save': { name: 'a.csv', text: 'a,b' },
  'file.load': { name: 'performancePdf', params: { from: 1, to: 2 }, as: 'performance.pdf' },
  'myDay.status': null,
  'myDay.day': { from: NOW - 8 * 60 * MINUTE, to: NOW + 16 * 60 * MINUTE },
  'myDay.sent': { limit: 10 },
  'myDay.lookedAt': {},
  'myDay.name': { kind: 'meeting', from, to, reference: null },
  'myDay.withdraw': { id: 'none' },
  'myDay.markPrivate': { from, to, reason: 'personal' },
  'myDay.offerWindow': { program: 'excel', shape: '• #' },
  'myDay.annotate': {
    ...{ from, to, claimToken: null, dispute: 'other', note: 'A note', proposedActivity: null, nameProgram: false },
  },
  'myDay.withdrawAnnotation': { id: 'none' },
  'myDay.policy': null,
  'myDay.notice': null,
  'myDay.acknowledgeNotice': { version: 1, textHash: 'a'.repeat(64) },
  'myDay.pause': { minutes: 15 },
  'myDay.resume': null,
  'myDay.saveOwnData': null,
  'support.save': null,
}

test('no call of a page breaks the app, whatever is in it', async () => {
  const desk = await Desk.at(NOW)
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'A. Brandt') })
  desk.work(account('PCN-20418'), 5 * MINUTE)
  const canceled = async () => false
  const handlers = windowHandlers(agent, null, {
    ...{ saveFile: canceled, savePdf: canceled, saveZip: canceled, saveSupportBundle: canceled },
  })
  const failures: string[] = []
  const call = (channel: unknown, argument: unknown) =>
    answerCall(handlers, channel, argument, (name, error) => failures.push(`${name}: ${error}`))

  for (const channel of Object.keys(ipcChannels) as IpcChannel[]) {
    const answer = await call(channel, taken[channel])
    // Without a supervisor's token, or of what is not there: a problem, too.
    expect([channel, answer.ok || answer.problem.code !== 'bad_request']).toEqual([channel, true])
  }
  const anyCall = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(...Object.entries(taken))
        .chain(([channel, argument]) => fc.tuple(fc.constant<unknown>(channel), spoiled(argument))),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom<unknown>(...Object.keys(taken), '__proto__', 'constructor', 1, null, {}),
        fc.anything(),
      ),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom<unknown>(...Object.keys(taken)), hostileLeaf) },
  )
  await fc.assert(
    fc.asyncProperty(anyCall, async ([channel, argument]) => {
      const answer = await call(channel, argument)
      expect(answer.ok || (answer.problem.status >= 400 && answer.problem.status < 500)).toBe(true)
    }),
    { numRuns: amount(600, 20_000) },
  )
  expect(failures).toEqual([])
  await call('myDay.resume', null)
  expect(await call('myDay.day', taken['myDay.day'])).toMatchObject({ ok: true })
  expect(agent.status().state).toBe('recording')
})
