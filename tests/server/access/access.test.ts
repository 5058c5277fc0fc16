import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessTable, roles, type Reach, type Role } from '../../../src/shared/contract/access.ts'
import { routesForPeople, type ForPeople } from '../../../src/shared/contract/routes/for-people.ts'
import type { DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import type { RibbonsAnswer } from '../../../src/shared/contract/reports.ts'
import { sql } from '../../../src/server/database/sql.ts'
import type { Database } from '../../../src/server/database/database.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { describeAccess } from '../../../src/tools/describe-access.ts'
import { denied, everyDenial, send } from '../denials/support.ts'
import { ask, batchOf, enrolledDevice, token } from '../support/device.ts'
import { somebody, type Asking } from '../support/people.ts'
import { annotationRecord, manualTimeRecord, spanRecord, tagOf, touchRecord } from '../support/records.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { questionTo, takes } from './questions.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const MINUTE = 60_000
const operations = Object.keys(routesForPeople) as readonly ForPeople[]
const reachOf = (operationId: ForPeople, role: Role): Reach | undefined =>
  (accessTable[operationId] as Readonly<Partial<Record<Role, Reach>>>)[role]

/** Ana and Ann work in the team North, Ben in South. Each has work, a denial and a program of their own. */
const people = { ana: 'North', ann: 'North', ben: 'South' } as const
type Name = keyof typeof people
const names = Object.keys(people) as readonly Name[]
/** What only that person's records contain; the claim number is too long to stand in an id or a time by chance. The foreign tenant has people of the same teams, whose records have other traces. */
const traceOf = (name: Name, where: 'home' | 'foreign' = 'home') =>
  where === 'home'
    ? [`Biller-${name}`, `5555555555${names.indexOf(name)}`, `program-of-${name}`, `system-of-${name}`]
    : [
        `Stranger-${name}`,
        `7777777777${names.indexOf(name)}`,
        `strange-program-of-${name}`,
        `strange-system-of-${name}`,
      ]

/** A tenant, and its admin token. */
interface Place {
  readonly where: 'home' | 'foreign'
  readonly url: string
  readonly adminToken: string
  readonly database: Database
}

const addresses = ['home', 'foreign'].map((id) => ({ id, host: null, prefix: `/t/${id}` }))

async function workOf(place: Place, name: Name): Promise<string> {
  const [user = '', , app = '', system = ''] = traceOf(name, place.where)
  const device = await enrolledDevice(place, { user, team: people[name] })
  const at = NOW - 60 * MINUTE
  const times = { startedAt: at, endedAt: at + 5 * MINUTE, claimToken: token(String(names.indexOf(name))) }
  const span = spanRecord({ ...times, seq: 1, app, system })
  const records: DeviceRecord[] = [
    span,
    touchRecord({ ...times, seq: 2, touchId: `t-${name}`, activeMs: 5 * MINUTE }),
    tagOf(span, { seq: 3, hiddenId: `h-${name}` }),
    {
      kind: 'connectivity',
      seq: 5,
      startedAt: at + 30 * MINUTE,
      endedAt: at + 31 * MINUTE,
      state: 'offline',
      cause: 'network',
    },
    {
      kind: 'input_counts',
      seq: 6,
      startedAt: at,
      endedAt: at + MINUTE,
      minutes: [{ minuteStart: at, keys: 3, pointer: 4 }],
    },
    manualTimeRecord({
      ...times,
      seq: 4,
      manualTimeId: `m-${name}`,
      startedAt: at + 10 * MINUTE,
      endedAt: at + 20 * MINUTE,
    }),
    annotationRecord({
      ...{ seq: 7, annotationId: `n-${name}`, startedAt: at, endedAt: at + 5 * MINUTE },
      ...{ dispute: 'wrong_activity', proposedActivity: 'payer_call' },
    }),
  ]
  expect((await device.send({ ...batchOf(records), sentAt: NOW }, { clock: NOW })).status).toBe(200)
  return device.userId
}

/** A place with recorded work, denials and alerts of everybody, and somebody of each role, who is Ana. */
async function world(place: Place) {
  const ids = new Map<Name, string>()
  for (const name of names) ids.set(name, await workOf(place, name))
  const claimOf = (name: Name) => traceOf(name, place.where)[1] ?? ''
  const claims = names.flatMap((name) => [denied(claimOf(name)), denied(`${claimOf(name)}9`)])
  await send(place, 'all.835', make835([{ date: '20260401', claims }]))
  for (const { id, claimRef } of await everyDenial(place)) {
    const name = names.find((each) => claimRef.startsWith(claimOf(each))) ?? 'ana'
    const json = { owner: traceOf(name, place.where)[0] }
    const changed = await ask(place, `/v1/denials/${id}`, { method: 'PATCH', json })
    expect(changed.status).toBe(200)
  }
  await place.database.query(
    sql`update denials set proposed_state = 'overturned', proposed_since = 0 where claim_ref like '%9'`,
  )
  await place.database.query(
    sql`insert into alerts (sla_id, denial_no, due_at, level, state, raised_at)
      select 'first-touch', denial_no, ${NOW}, 'overdue', 'open', ${NOW} from denials where proposed_state is null`,
  )
  const asking = new Map<Role, Asking>()
  for (const role of roles) {
    const given = { roles: [role], teams: role === 'supervisor' ? ['North'] : [], user: ids.get('ana') ?? '' }
    asking.set(role, await somebody(place, given))
  }
  return { ids, asking }
}

describe.each(stores)('who may ask what, on the %s store', (store) => {
  const hasForeign = store === 'postgres'
  let started: Endpoint
  let endpoint: Place
  let foreign: Place
  let ids: ReadonlyMap<Name, string>
  let asking: ReadonlyMap<Role, Asking>
  let strangers: Awaited<ReturnType<typeof world>>
  beforeAll(async () => {
    const both = await freshEndpoint(store, { now: () => NOW, ...(hasForeign && { tenants: addresses }) })
    started = both
    const [home, other] = both.tenants.map(({ url, database }) => ({ url, database, adminToken: both.adminToken }))
    if (home === undefined) throw new Error('an endpoint serves at least one tenant')
    endpoint = { ...home, where: 'home' }
    ;({ ids, asking } = await world(endpoint))
    if (other === undefined) return
    foreign = { ...other, where: 'foreign' }
    strangers = await world(foreign)
  })
  afterAll(() => started.close())

  const whoAsks = (role: Role) => {
    const found = asking.get(role)
    if (!found) throw new Error(`nobody has the role ${role}`)
    return found
  }
  const answerTo = async (role: Role, operationId: ForPeople, more = '') => {
    const { path, init } = questionTo(operationId, more)
    return ask(whoAsks(role), path, init)
  }
  /** Whose records an answer shows. */
  const shownIn = (body: unknown) => {
    const text = JSON.stringify(body)
    return names.filter(
      (name) => traceOf(name).some((trace) => text.includes(trace)) || text.includes(ids.get(name) ?? '-'),
    )
  }

  test.each(operations)('%s is refused to every role without a row, and no other', async (operationId) => {
    for (const role of roles) {
      const { status, body } = await answerTo(role, operationId)
      const isAllowed = reachOf(operationId, role) !== undefined
      expect([role, status === 403 && body.code === 'not_allowed', status === 401 || status >= 500]).toEqual([
        role,
        !isAllowed,
        false,
      ])
    }
  })

  const seenBy: Readonly<Record<Reach, readonly Name[]>> = { own: ['ana'], teams: ['ana', 'ann'], all: names }
  const reads = operations.filter(
    (operationId) => routesForPeople[operationId].method === 'GET' || operationId === 'queryMetrics',
  )
  const aboutPeople = reads.filter((operationId) =>
    roles.some((role) => ['own', 'teams'].includes(reachOf(operationId, role) ?? '')),
  )
  const period = `from=0&to=${NOW + MINUTE}`
  /** One record of each person is not a list: the ids of denials. */
  const inParts: readonly ForPeople[] = ['denial', 'ribbons', 'performancePdf', 'exportPerson']

  test.each(aboutPeople.filter((operationId) => !inParts.includes(operationId)))(
    '%s shows each role the records that it reaches, and nobody else’s, whatever is asked for',
    async (operationId) => {
      const everybody = shownIn((await answerTo('manager', operationId)).body)
      for (const role of roles) {
        const reach = reachOf(operationId, role)
        if (reach === undefined) continue
        const { body, status } = await answerTo(role, operationId)
        expect(status).toBe(200)
        // An answer that shows nobody to those who see all, such as a total, has to show nobody to others.
        expect([role, shownIn(body)]).toEqual([role, everybody.filter((name) => seenBy[reach].includes(name))])
        for (const name of names.filter((each) => !seenBy[reach].includes(each))) {
          const asked = [
            takes(operationId, 'user') && `user=${encodeURIComponent(`Biller-${name}`)}`,
            takes(operationId, 'team') && `team=${people[name]}`,
            takes(operationId, 'from', 'to') && period,
          ]
          for (const more of asked) {
            if (more === false) continue
            const leaked = shownIn((await answerTo(role, operationId, more)).body).filter(
              (each) => !seenBy[reach].includes(each),
            )
            expect([role, more, leaked]).toEqual([role, more, []])
          }
        }
      }
    },
  )

  test.runIf(hasForeign).each(operations)(
    '%s takes nobody from a foreign tenant, and shows nothing of it',
    async (operationId) => {
      const foreignTraces = names.flatMap((name) => [...traceOf(name, 'foreign'), strangers.ids.get(name) ?? '-'])
      const { path, init } = questionTo(operationId)
      for (const role of roles) {
        const stranger = strangers.asking.get(role)
        if (!stranger) throw new Error(`no stranger has the role ${role}`)
        const isAllowed = reachOf(operationId, role) !== undefined
        // At home the stranger's token is unknown; where it is from, the table decides.
        const atHome = await ask({ ...stranger, url: endpoint.url }, path, init)
        expect([role, atHome.status, atHome.body.code]).toEqual([role, 401, 'bad_token'])
        const { status, body } = await ask(stranger, path, init)
        expect([role, status === 403 && body.code === 'not_allowed']).toEqual([role, !isAllowed])
        if (!isAllowed) continue
        for (const name of names) {
          const [user = ''] = traceOf(name, 'foreign')
          const asked = [
            '',
            takes(operationId, 'user') && `user=${user}`,
            takes(operationId, 'user') && `user=${strangers.ids.get(name)}`,
          ]
          for (const more of asked) {
            if (more === false) continue
            const shown = JSON.stringify((await answerTo(role, operationId, more)).body)
            // What was asked for may be repeated in an answer.
            const leaked = foreignTraces.filter((trace) => shown.includes(trace) && !more.includes(trace))
            expect([role, more, leaked]).toEqual([role, more, []])
          }
        }
      }
    },
  )

  test.runIf(hasForeign)('the foreign tenant’s people see what is theirs by the same questions', async () => {
    const manager = strangers.asking.get('manager')
    if (!manager) throw new Error('no stranger is a manager')
    for (const path of ['/v1/people', '/v1/spans', '/v1/denials', '/v1/panel']) {
      const shown = JSON.stringify((await ask(manager, path)).body)
      expect([path, names.filter((name) => shown.includes(traceOf(name, 'foreign')[0] ?? '-'))]).toEqual([path, names])
      expect([path, names.filter((name) => shown.includes(traceOf(name)[0] ?? '-'))]).toEqual([path, []])
    }
  })

  /** Ids of denials, alerts and imports are numbers, which each tenant counts by itself. */
  const byId = operations.filter((operationId) =>
    /(accounts|people|devices|tokens)\/\{id\}/.test(routesForPeople[operationId].path),
  )
  test.runIf(hasForeign).each(byId)('%s finds nothing by an id of a foreign tenant', async (operationId) => {
    const state = async () => ({
      devices: await foreign.database.query(sql`select device_id, revoked_at from devices order by 1`),
      accounts: await foreign.database.query(sql`select account_id, name, deactivated_at from accounts order by 1`),
      tokens: await foreign.database.query(sql`select token_id from access_tokens order by 1`),
      people: await foreign.database.query(sql`select user_id, name, team from users order by 1`),
    })
    const before = await state()
    const foreignIds = Object.values(before).flatMap((rows) => rows.map((row) => String(Object.values(row)[0])))
    for (const role of roles.filter((each) => reachOf(operationId, each) !== undefined)) {
      for (const id of foreignIds) {
        const { path, init } = questionTo(operationId, '', { id })
        const { status } = await ask(whoAsks(role), path, init)
        // 422: the body is judged before anything is looked for.
        expect([role, id, status]).toEqual([role, id, expect.toBeOneOf([404, 422])])
      }
    }
    expect(await state()).toEqual(before)
  })

  test('ribbons and denials are answered of those whom a role reaches', async () => {
    // A change has what is proposed judged again.
    const denials = (await everyDenial(endpoint)).filter(({ proposedState }) => proposedState === null)
    for (const role of ['biller', 'supervisor', 'manager'] as const) {
      const users = [...ids.values()].join(',')
      const { body } = await ask<RibbonsAnswer>(
        whoAsks(role),
        `/v1/panel/ribbons?from=${NOW - 90 * MINUTE}&to=${NOW}&users=${users}`,
      )
      const reach = reachOf('ribbons', role) ?? 'all'
      // Of the others the ribbon is as empty as of somebody unknown.
      const shown = body.ribbons.filter(({ segments }) => segments.length > 0).map(({ userId }) => userId)
      expect([role, shown]).toEqual([role, seenBy[reach].map((name) => ids.get(name))])
      expect(JSON.stringify(body.looks).match(/system-of-\w+/g)).toEqual(
        seenBy[reach].map((name) => `system-of-${name}`),
      )
      for (const { id, claimRef } of denials) {
        const owner = names.find((name) => claimRef.startsWith(traceOf(name)[1] ?? '-')) ?? 'ana'
        const expected = seenBy[reach].includes(owner) ? 200 : 404
        const found = await ask(whoAsks(role), `/v1/denials/${id}`)
        const changed = await ask(whoAsks(role), `/v1/denials/${id}`, { method: 'PATCH', json: { queue: role } })
        expect([role, owner, found.status, changed.status]).toEqual([role, owner, expected, expected])
      }
    }
  })

  test('everything of one person is handed to whom the role reaches, and to nobody else', async () => {
    for (const role of roles) {
      const reach = reachOf('exportPerson', role)
      for (const name of names) {
        const { status } = await ask(whoAsks(role), `/v1/people/${ids.get(name) ?? ''}/export`)
        const expected = reach === undefined ? 403 : seenBy[reach].includes(name) ? 200 : 404
        expect([role, name, status]).toEqual([role, name, expected])
      }
    }
  })

  test('all answers but those of totals name people, so that the comparison above compares something', async () => {
    const nameless: ForPeople[] = []
    for (const operationId of aboutPeople.filter((each) => !inParts.includes(each))) {
      if (shownIn((await answerTo('manager', operationId)).body).length < names.length) nameless.push(operationId)
    }
    expect(nameless).toEqual(['findings', 'ruleUse', 'worklistSummary'])
  })

  test('two roles reach what both reach together', async () => {
    const both = await somebody(endpoint, {
      roles: ['biller', 'supervisor'],
      teams: ['South'],
      user: ids.get('ana') ?? '',
    })
    expect(shownIn((await ask(both, '/v1/people')).body)).toEqual(['ana', 'ben'])
    expect(shownIn((await ask(both, '/v1/spans')).body)).toEqual(['ana', 'ben'])
    const nobody = await somebody(endpoint, { roles: ['supervisor'] })
    expect(shownIn((await ask(nobody, '/v1/people')).body)).toEqual([])
  })

  test('a deactivated account is refused at the next request, and its tokens do not come back with it; so is an expired token', async () => {
    const leaver = await somebody(endpoint, { roles: ['manager'] })
    expect((await ask(leaver, '/v1/people')).status).toBe(200)
    const path = `/v1/accounts/${leaver.account.id}`
    await ask(endpoint, path, { method: 'PATCH', json: { deactivated: true } })
    expect(await ask(leaver, '/v1/people')).toMatchObject({ status: 401, body: { code: 'deactivated' } })
    await ask(endpoint, path, { method: 'PATCH', json: { deactivated: false } })
    expect(await ask(leaver, '/v1/people')).toMatchObject({ status: 401, body: { code: 'bad_token' } })
    const other = await somebody(endpoint, { roles: ['manager'] })
    await endpoint.database.query(
      sql`update access_tokens set expires_at = ${NOW} where account_id = ${other.account.id}`,
    )
    expect(await ask(other, '/v1/people')).toMatchObject({ status: 401, body: { code: 'expired_token' } })
  })

  test('is documented as it is enforced', async () => {
    const written = await readFile(new URL('../../../docs/security/access.md', import.meta.url), 'utf8')
    expect(written).toBe(describeAccess())
  })
})
