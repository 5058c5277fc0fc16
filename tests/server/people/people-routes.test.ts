import { strFromU8, unzipSync } from 'fflate'
import { copyFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import { startEndpoint } from '../../../src/server/start-endpoint.ts'
import type { AccountRow } from '../../../src/shared/contract/accounts.ts'
import type { DeletedPerson } from '../../../src/shared/contract/people.ts'
import { enroll } from '../../../src/main/sync/enroll.ts'
import { keyPairOf, makeKeyPair } from '../../../src/main/sync/key-pair.ts'
import { restorableStore } from '../../integration/support/restorable-store.ts'
import { undoneAfterEach } from '../../integration/support/clean-ups.ts'
import { temporaryDirectory } from '../../main/journal/support/directory.ts'
import { ask, batchOf, changeKey, enrolledDevice } from '../support/device.ts'
import { spanRecord } from '../support/records.ts'
import { stores } from '../support/store-names.ts'

const adminToken = 'an-admin-token-for-tests'
const at = Date.UTC(2026, 10, 20, 15)
const span = (seq: number) =>
  spanRecord({ seq, startedAt: at + seq * 1000, endedAt: at + seq * 1000 + 999, app: '=cmd' })
const cleanUps = undoneAfterEach()

describe.each(stores)('one person, %s store', (store) => {
  async function office() {
    const place = await restorableStore(store, cleanUps)
    // That of a PostgreSQL's endpoint outlives the restore; the embedded store's copy gets it by hand, as the runbook says.
    const outside = temporaryDirectory()
    const start = async ({ options }: typeof place) => {
      const dataFolder = options.dataFolder ?? outside
      const endpoint = await startEndpoint({ ...options, dataFolder, port: 0, adminToken, logLevel: 'silent' })
      cleanUps.push(endpoint.close)
      return { ...endpoint, adminToken }
    }
    return { place, start }
  }

  test('who was deleted is told, cannot come back with a key of theirs, and is deleted again after a restore', async () => {
    const { place, start } = await office()
    const first = await start(place)
    const leaving = await enrolledDevice(first, { user: 'R. Silva', team: 'Ohio' })
    const staying = await enrolledDevice(first, { user: 'D. Okafor', team: 'Ohio' })
    for (const device of [leaving, staying]) await device.send(batchOf([span(1), span(2)]))
    await first.close()
    const backup = await place.copy()

    const endpoint = await start(place)
    const [second, third] = [makeKeyPair(), makeKeyPair()]
    expect((await changeKey(endpoint, leaving, leaving.privateKey, second)).status).toBe(204)
    expect((await changeKey(endpoint, leaving, second.privateKey, third)).status).toBe(204)
    const deleted = await ask<DeletedPerson>(endpoint, `/v1/people/${leaving.userId}`, { method: 'DELETE' })
    expect(deleted).toMatchObject({ status: 200, body: { id: leaving.userId, keptOutside: true } })
    const peopleAt = async (one: { url: string; adminToken: string }) =>
      (await ask<{ rows: { name: string }[] }>(one, '/v1/people')).body.rows.map(({ name }) => name)
    expect(await peopleAt(endpoint)).toEqual(['D. Okafor'])
    const cannotComeBack = async (one: { url: string; adminToken: string }) => {
      const json = { user: 'R. Silva' }
      const { body } = await ask<{ code: string }>(one, '/v1/enrollment-codes', { method: 'POST', json })
      const asks = { endpointUrl: one.url, code: body.code, agentVersion: '1.0.0' }
      for (const keyPair of [keyPairOf(leaving.privateKey), second, third]) {
        await expect(enroll({ ...asks, keyPair })).rejects.toThrow('The records of this person were deleted')
      }
    }
    await cannotComeBack(endpoint)
    await endpoint.close()

    const { dataFolder } = place.options
    if (dataFolder !== undefined && backup.options.dataFolder !== undefined) {
      copyFileSync(`${dataFolder}/deletions.jsonl`, `${backup.options.dataFolder}/deletions.jsonl`)
    }
    const restored = await start(backup)
    expect(await peopleAt(restored)).toEqual(['D. Okafor'])
    await cannotComeBack(restored)
    const spans = await restored.database.query(sql`select distinct user_id as "userId" from spans`)
    expect(spans).toEqual([{ userId: staying.userId }])
  })

  test('a device of somebody who was deleted is answered so', async () => {
    const { place, start } = await office()
    const endpoint = await start(place)
    const device = await enrolledDevice(endpoint, { user: 'R. Silva' })
    await device.send(batchOf([span(1)]))
    await ask(endpoint, `/v1/people/${device.userId}`, { method: 'DELETE' })
    expect(await device.send<unknown>(batchOf([span(2)]))).toMatchObject({
      status: 403,
      body: { code: 'person_deleted' },
    })
    expect(await ask(endpoint, `/v1/people/${device.userId}`, { method: 'DELETE' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_person' },
    })
  })

  test('an export has everything of one person and of nobody else', async () => {
    const { place, start } = await office()
    const endpoint = await start(place)
    const device = await enrolledDevice(endpoint, { user: 'R. Silva', team: 'Ohio' })
    await (await enrolledDevice(endpoint, { user: 'D. Okafor' })).send(batchOf([span(7)]))
    await device.send(batchOf([span(1), span(2)]))
    const account = { email: 'r@example.org', name: 'R. Silva', roles: ['biller'], user: device.userId }
    const { body } = await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json: account })
    await endpoint.database.query(
      sql`insert into access_tokens (token_id, token_hash, name, roles, account_id, created_at)
        values ('one', 'a hash of a secret', 'My script', '{biller}', ${body.id}, 1)`,
    )
    await endpoint.database.query(
      sql`insert into notice_acknowledgments (device_id, acknowledged_at, version, text_hash, user_id, how, signature, public_key, rules_version, received_at)
        values (${device.deviceId}, 1, 3, 'h', ${device.userId}, 'screen', 's', 'k', 1, 2)`,
    )
    for (const id of [device.userId, body.id]) {
      const response = await fetch(`${endpoint.url}/v1/people/${id}/export`, {
        headers: { authorization: `Bearer ${adminToken}` },
      })
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip'])
      const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
      const [header, ...rows] = strFromU8(files['spans.csv'] ?? new Uint8Array())
        .trim()
        .split('\r\n')
      expect(header).toMatch(/^journal,seq,user_id,started_at,ended_at,presence/)
      expect(rows).toHaveLength(2)
      // No formula in a spreadsheet.
      expect(rows[0]).toContain(",'=cmd,")
      expect(JSON.parse(strFromU8(files['person.json'] ?? new Uint8Array()))).toMatchObject({
        person: { personId: device.userId, name: 'R. Silva', team: 'Ohio' },
        devices: [{ deviceId: device.deviceId }],
        accounts: [{ email: 'r@example.org' }],
        accessTokens: [{ name: 'My script', roles: ['biller'] }],
        noticeAcknowledgments: [{ version: 3, how: 'screen' }],
      })
      expect(strFromU8(files['person.json'] ?? new Uint8Array())).not.toContain('hash of a secret')
      expect(Object.keys(files)).toContain('README.txt')
    }
  })
})
