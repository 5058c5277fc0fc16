import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentStatus } from '../../src/shared/contract/index.ts'
import type { Agent } from '../../src/main/agent.ts'
import { sql } from '../../src/server/database/sql.ts'
import { startEndpoint } from '../../src/server/start-endpoint.ts'
import { stores } from '../server/support/store-names.ts'
import { receivedSeqs } from '../server/support/received-seqs.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { claimStatus, Desk, enrollCode, notes, until } from './support/desk.ts'
import { restorableStore, type RestorableStore } from './support/restorable-store.ts'

const MINUTE = 60_000
const adminToken = 'a-token-that-outlives-the-restore'
const cleanUps = undoneAfterEach()

type Endpoint = Awaited<ReturnType<typeof startEndpoint>> & { readonly adminToken: string }

describe.each(stores)('an endpoint that is restored from a dump, %s store', (store) => {
  async function office() {
    const desk = await Desk.at(Date.now() - 6 * 60 * MINUTE)
    cleanUps.push(() => desk.leave())
    return {
      desk,
      start: async (place: RestorableStore, port: number): Promise<Endpoint> => {
        const options = { port, adminToken, logLevel: 'silent' as const, now: () => desk.clock.now() }
        const endpoint = { ...(await startEndpoint({ ...options, ...place.options })), adminToken }
        cleanUps.push(endpoint.close)
        return endpoint
      },
      workFor: async (agent: Agent, minutes: number, what: string) => {
        work(desk, minutes)
        await until(() => agent.status().backlog === 0, `${what} is delivered`)
      },
    }
  }
  const work = (desk: Desk, minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      desk.work(minute % 2 === 0 ? notes : claimStatus(`PCN-4000${minute % 10}`), MINUTE)
    }
  }
  const portOf = ({ url }: Endpoint) => Number(new URL(url).port)
  const seqsIn = (agent: Agent) =>
    agent
      .sent({ limit: 10_000 })
      .map(({ record }) => record.seq)
      .sort((a, b) => a - b)
  const seqsAt = async ({ database }: Endpoint) =>
    (await database.query<{ seq: number }>(sql`select seq from ${receivedSeqs} order by seq`)).map(({ seq }) => seq)
  /** Every record that the agent has is here once, and nothing is waited for. */
  const everythingArrived = async (endpoint: Endpoint, agent: Agent, status: Partial<AgentStatus> = {}) => {
    await until(async () => (await seqsAt(endpoint)).length >= seqsIn(agent).length, 'the gap is closed')
    await until(() => agent.status().backlog === 0, 'nothing waits any more')
    const everything = seqsIn(agent)
    expect(await seqsAt(endpoint)).toEqual(everything)
    const counted = await endpoint.database.query(
      sql`select contiguous_seq as "storedThrough", lost, (select count(*) from touches) as touches,
          (select count(distinct touch_id) from touches) as "touchIds", (select count(*) from spans) as spans from journals`,
    )
    const records = agent.sent({ limit: 10_000 }).map(({ record }) => record)
    const touchIds = new Set(records.flatMap((record) => (record.kind === 'touch' ? record.touchId : [])))
    const spans = records.filter(({ kind }) => kind === 'span').length
    const [touches, lost] = [touchIds.size, 0]
    expect(counted).toEqual([{ storedThrough: everything.at(-1), lost, touches, touchIds: touches, spans }])
    expect(agent.status()).toMatchObject({ state: 'recording', quarantined: 0, ...status })
  }

  it('gets again all that the agent still has, although the first batch afterwards jumps over the gap', async () => {
    const { desk, start, workFor } = await office()
    const place = await restorableStore(store, cleanUps)
    const first = await start(place, 0)
    const agent = await desk.sitDown({ endpointUrl: first.url, enrollCode: await enrollCode(first, 'R. Silva') })
    await workFor(agent, 20, 'the work before the dump')
    await first.close()
    const dump = await place.copy()
    const atDump = seqsIn(agent).length
    const second = await start(place, portOf(first))
    await workFor(agent, 30, 'the work after the dump')
    await second.close()

    expect(seqsIn(agent).length - atDump).toBeGreaterThan(20)
    const restored = await start(dump, portOf(first))
    desk.work(claimStatus('PCN-50001'), MINUTE)
    desk.power.tell('shutdown')
    await everythingArrived(restored, agent)
  })

  it.each([
    ['for the person by name', 'R. Silva'],
    ['that names nobody', undefined],
  ])(
    'that does not know the device any more gets all of it after a new code %s, and no file is deleted',
    async (_, name) => {
      const { desk, start, workFor } = await office()
      const place = await restorableStore(store, cleanUps)
      const before = await start(place, 0)
      await before.close()
      const dump = await place.copy()
      const first = await start(place, portOf(before))
      const agent = await desk.sitDown({ endpointUrl: first.url, enrollCode: await enrollCode(first, 'R. Silva') })
      await workFor(agent, 20, 'the work before the restore')
      const { deviceId } = agent.status()
      await first.close()

      const restored = await start(dump, portOf(first))
      work(desk, 10)
      await until(() => agent.status().state === 'needs_attention', 'the agent says that it is unknown')
      expect(agent.status().reason).toBe('This device is not enrolled here. Ask an admin for a new enrollment code.')
      await agent.stop()
      const again = await desk.sitDown({ enrollCode: await enrollCode(restored, name) })
      await until(() => again.status().deviceId !== deviceId, 'it is enrolled again')
      await everythingArrived(restored, again, { userName: 'R. Silva' })
      // The code is used up; a start with the same arguments goes on.
      await again.stop()
      const later = await desk.sitDown({ enrollCode: 'a-code-that-was-used' })
      await workFor(later, 5, 'the work after another start')
      await everythingArrived(restored, later)
    },
  )

  it('takes a revoked device back with a new code for its person, as the same device, and with none for another', async () => {
    const { desk, start, workFor } = await office()
    const endpoint = await start(await restorableStore(store, cleanUps), 0)
    const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'R. Silva') })
    await workFor(agent, 10, 'the work before')
    const { deviceId } = agent.status()
    await endpoint.database.query(sql`update devices set revoked_at = 1`)
    work(desk, 5)
    await until(() => agent.status().state === 'needs_attention', 'the agent says that it is revoked')
    await agent.stop()

    const refused = await desk.sitDown({ enrollCode: await enrollCode(endpoint, 'B. Jones') })
    const reason =
      'Not enrolled: the code is for B. Jones, and this computer has recorded the work of R. Silva. ' +
      'Ask for a code for R. Silva, or start the agent with another data folder (--data).'
    await until(() => refused.status().reason === reason, 'the agent says for whom the code is')
    const ofOthers = await endpoint.database.query(sql`select seq from ${receivedSeqs} join journals j using (journal)
      where j.device_id <> ${deviceId}`)
    expect(ofOthers).toEqual([])
    await refused.stop()

    const again = await desk.sitDown({ enrollCode: await enrollCode(endpoint, 'R. Silva') })
    await everythingArrived(endpoint, again, { deviceId })
  })

  it('counts nothing twice when the key of a device was lost and it enrolls with a new one', async () => {
    const { desk, start, workFor } = await office()
    const endpoint = await start(await restorableStore(store, cleanUps), 0)
    const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'R. Silva') })
    await workFor(agent, 10, 'the work before')
    desk.work(notes, MINUTE)
    desk.power.tell('shutdown')
    await until(() => agent.status().backlog === 0, 'the day is delivered')
    await agent.stop()
    await rm(join(desk.directory, 'identity.sealed'))
    const again = await desk.sitDown({
      endpointUrl: endpoint.url,
      enrollCode: await enrollCode(endpoint, 'R. Silva'),
    })
    await workFor(again, 5, 'the work after')
    const everything = seqsIn(again)
    expect(await seqsAt(endpoint)).toEqual(everything)
    const [{ journals } = {}] = await endpoint.database.query(sql`select count(*) as journals from journals`)
    expect(journals).toBe(2)
  })
})
