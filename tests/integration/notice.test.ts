import { expect, test } from 'vitest'
import { openJournal } from '../../src/main/journal/journal.ts'
import { NOTICE_VERSION } from '../../src/shared/notice/index.ts'
import type { Agent } from '../../src/main/agent.ts'
import type { NoticeAcknowledgmentRow } from '../../src/shared/contract/notice.ts'
import type { DeviceRow, Page, RuleSet, SpanRow } from '../../src/shared/contract/index.ts'
import { isSignedAcknowledgment } from '../../src/host/notice-signature.ts'
import { readTenant } from '../../src/server/identity/tenant.ts'
import { haveReadVersion1 } from '../main/notice/support/version-1.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint, storesOfPlainSql, type Store } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { claimStatus, Desk, enrollCode, until } from './support/desk.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

async function office(store: Store) {
  const at = await Desk.at(new Date(2026, 11, 1, 9).getTime())
  cleanUps.push(() => at.leave())
  const endpoint = await freshEndpoint(store, { now: () => at.clock.now() })
  cleanUps.push(endpoint.close)
  const rowsOf = async <Row>(path: string) => (await ask<Page<Row>>(endpoint, path)).body.rows
  return { at, endpoint, rowsOf }
}

function readNotice(agent: Agent) {
  const { text, textHash } = agent.notice()
  agent.acknowledgeNotice({ version: text.version, textHash })
}

test.each(storesOfPlainSql)(
  'nothing is recorded before the notice is acknowledged, and the endpoint has the signed record (%s)',
  async (store) => {
    const { at, endpoint, rowsOf } = await office(store)
    const agent = await at.start({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Q. Biller') })
    await until(() => agent.status().lastSyncAt !== null, 'the agent is in touch')
    expect(agent.status()).toMatchObject({ state: 'notice_due', noticeDue: true, lastCaptureAt: null })
    expect(at.log).toContainEqual(
      expect.stringMatching(/nothing is recorded until the notice is read.*--accept-notice/),
    )
    at.work(claimStatus('PCN-10001'), 20 * MINUTE)
    expect(at.windows.subscriptions).toBe(0)
    await until(async () => {
      // A heartbeat is due every minute.
      at.clock.advance(MINUTE)
      const [device] = await rowsOf<DeviceRow>('/v1/devices')
      return device?.health?.state === 'notice_due'
    }, 'the endpoint knows that it waits for the notice')
    expect(agent.sent({ limit: 100 })).toEqual([])
    expect(await rowsOf<SpanRow>('/v1/spans')).toEqual([])
    expect((await rowsOf<DeviceRow>('/v1/devices'))[0]?.notice).toBeNull()

    readNotice(agent)
    await until(() => at.windows.subscribed, 'the agent records')
    await until(() => agent.status().lastCaptureAt !== null, 'the first window is seen')
    const began = at.clock.now()
    at.work(claimStatus('PCN-10001'), 20 * MINUTE)
    expect(agent.status().state).toBe('recording')
    await until(async () => (await rowsOf<SpanRow>('/v1/spans')).length > 0, 'spans arrive')
    expect(Math.min(...(await rowsOf<SpanRow>('/v1/spans')).map(({ startedAt }) => startedAt))).toBe(began)

    await until(
      async () => (await rowsOf<NoticeAcknowledgmentRow>('/v1/notice-acknowledgments')).length > 0,
      'the acknowledgment arrives',
    )
    const [row] = await rowsOf<NoticeAcknowledgmentRow>('/v1/notice-acknowledgments')
    if (!row) throw new Error('it is not there')
    expect(row).toMatchObject({ userName: 'Q. Biller', version: NOTICE_VERSION, how: 'read', acknowledgedAt: began })
    expect(row.textHash).toBe(agent.notice().textHash)
    const { tenantId } = await readTenant(endpoint.database)
    const { signature, publicKey, deviceId, userId, version, textHash, rulesVersion, acknowledgedAt, how } = row
    const signed = { version, textHash, rulesVersion, acknowledgedAt, how }
    const signer = { tenantId, deviceId, userId }
    expect(isSignedAcknowledgment(signed, signature, signer, publicKey)).toBe(true)
    expect(isSignedAcknowledgment({ ...signed, acknowledgedAt: 1 }, signature, signer, publicKey)).toBe(false)
    expect((await rowsOf<DeviceRow>('/v1/devices'))[0]?.notice).toEqual({ version, acknowledgedAt, how })
  },
)

test('it may be read before the device is enrolled, and is sent once it is; who read version 1 reads it again first', async () => {
  const { at, endpoint, rowsOf } = await office('embedded')
  const alone = await at.start({})
  expect(alone.status()).toMatchObject({ noticeDue: true, userName: '' })
  readNotice(alone)
  expect(alone.status().noticeDue).toBe(false)
  await alone.stop()
  const before = await at.start({
    endpointUrl: endpoint.url,
    enrollCode: await enrollCode(endpoint, 'Q. Biller'),
  })
  await until(() => at.windows.subscribed, 'the agent records')
  const acknowledgments = () => rowsOf<NoticeAcknowledgmentRow>('/v1/notice-acknowledgments')
  await until(async () => (await acknowledgments()).length === 1, 'the acknowledgment arrives')
  await before.stop()

  const journal = openJournal(at.directory)
  haveReadVersion1(journal)
  journal.settings.set('unclassifiedWeeks', [
    { week: '2026-11-23', kinds: [{ program: 'calc', shape: '', ms: 5 * MINUTE }] },
  ])
  journal.close()
  const asked: string[] = []
  const updated = await at.start({
    fetch: (input, init) => {
      asked.push(input instanceof Request ? input.url : String(input))
      return fetch(input, init)
    },
  })
  const requests = (path: string) => asked.filter((url) => url.endsWith(path)).length
  const passing = (condition: () => boolean) => () => {
    // A heartbeat is due every minute.
    at.clock.advance(MINUTE)
    return condition()
  }
  await until(
    passing(() => requests('/v1/health') > 2),
    'the agent is in touch',
  )
  expect(requests('/v1/device/unclassified-weeks')).toBe(0)
  expect(updated.status()).toMatchObject({ state: 'notice_due', noticeDue: true })
  expect(updated.notice()).toMatchObject({ due: true, changed: true, acknowledged: { version: 1 } })
  const recorded = updated.sent({ limit: 1000 }).length
  at.work(claimStatus('PCN-10001'), 20 * MINUTE)
  expect(updated.sent({ limit: 1000 })).toHaveLength(recorded)
  expect(at.windows.subscribed).toBe(false)
  readNotice(updated)
  await until(() => at.windows.subscribed, 'the agent records again')
  await until(async () => (await acknowledgments()).length === 2, 'the second acknowledgment arrives')
  await until(
    passing(() => requests('/v1/device/unclassified-weeks') === 1),
    'the week is sent now',
  )
})

test('a policy that records more ends recording until its notice is read', async () => {
  const { at, endpoint } = await office('embedded')
  const agent = await at.start({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Q. Biller') })
  await until(() => agent.status().lastSyncAt !== null, 'the agent is in touch')
  readNotice(agent)
  await until(() => agent.status().lastCaptureAt !== null, 'the first window is seen')
  const { body: before } = await ask<RuleSet>(endpoint, '/v1/rules')
  const { signature: _old, ...rules } = { ...before, policy: { ...before.policy, inputCounts: true } }
  expect((await ask(endpoint, '/v1/rules', { method: 'PUT', json: rules })).status).toBe(200)
  await until(() => {
    at.work(claimStatus('PCN-10001'), MINUTE)
    return agent.status().state === 'notice_due'
  }, 'the new policy is in force')
  const recorded = () => agent.sent({ limit: 1000 }).length
  const then = recorded()
  at.work(claimStatus('PCN-10002'), 20 * MINUTE)
  expect(recorded()).toBe(then)
  expect(agent.day({ from: at.clock.now() - 19 * MINUTE, to: at.clock.now() }).ribbon).toEqual([])
  readNotice(agent)
  await until(() => at.windows.subscribed, 'the agent records again')
  expect(agent.status().state).toBe('recording')
})
