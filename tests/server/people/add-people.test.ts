import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountRow, Invitation } from '../../../src/shared/contract/accounts.ts'
import type { ListedPeople, PeopleAccess } from '../../../src/shared/contract/people-list.ts'
import type { Page, PersonRow, Problem } from '../../../src/shared/contract/reports.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask, deviceWithCode, enrolledDevice } from '../support/device.ts'
import { freshEndpoint } from '../support/stores.ts'

let endpoint: Endpoint & { readonly adminToken: string }
beforeAll(async () => {
  endpoint = await freshEndpoint('embedded')
})
afterAll(() => endpoint.close())

const send = <Body = ListedPeople>(json: unknown, query = '') =>
  ask<Body>(endpoint, `/v1/people${query}`, { method: 'POST', json })
const people = async () => (await ask<Page<PersonRow>>(endpoint, '/v1/people')).body.rows
const access = (json: unknown) => ask<PeopleAccess>(endpoint, '/v1/people/access', { method: 'POST', json })

const list = [
  'Full name;Work e-mail;Team name',
  'Ana Ortiz;ana@clinic.example;North',
  '"Ruiz; Ben";ben@clinic.example;North',
  ';;',
  'Dee Lund;dee@clinic.example;South',
].join('\r\n')

describe('a list of people', () => {
  test('a preview says what each row would do, and does nothing', async () => {
    const { status, body } = await send({ csv: list }, '?preview=1')
    expect(status).toBe(200)
    expect(body.saved).toBe(false)
    expect(body.rows.map(({ line, name, effect }) => [line, name, effect])).toEqual([
      [2, 'Ana Ortiz', 'new'],
      [3, 'Ruiz; Ben', 'new'],
      [5, 'Dee Lund', 'new'],
    ])
    expect(await people()).toEqual([])
  })

  test('is taken whole, and the same list again changes nothing', async () => {
    const first = await send({ csv: list })
    expect(first.body).toMatchObject({ saved: true, ids: [expect.any(String), expect.any(String), expect.any(String)] })
    const after = await people()
    expect(after.map(({ name, email, team, sample }) => [name, email, team, sample])).toEqual([
      ['Ana Ortiz', 'ana@clinic.example', 'North', false],
      ['Dee Lund', 'dee@clinic.example', 'South', false],
      ['Ruiz; Ben', 'ben@clinic.example', 'North', false],
    ])
    const again = await send({ csv: list })
    expect(again.body.rows.map(({ effect }) => effect)).toEqual(['known', 'known', 'known'])
    expect(again.body.ids.toSorted()).toEqual(first.body.ids.toSorted())
    expect(await people()).toEqual(after)
  })

  test('moves and renames who is known, by the address', async () => {
    const { body } = await send({ people: [{ name: 'Ben Ruiz', email: 'BEN@clinic.example', team: 'South' }] })
    expect(body.rows[0]).toMatchObject({ effect: 'changed', line: 1 })
    expect((await people()).find(({ email }) => email === 'ben@clinic.example')).toMatchObject({
      ...{ name: 'Ben Ruiz', team: 'South' },
    })
  })

  test('with a row at fault it changes nothing, unless such rows are left out', async () => {
    const csv = 'name,email\nEve Moss,eve@clinic.example\nNobody,no address\n'
    const refused = await send<Problem>({ csv })
    expect(refused).toMatchObject({ status: 422, body: { code: 'faulty_rows' } })
    expect(refused.body.errors).toEqual([{ pointer: '/rows/3', detail: 'This is no e-mail address.' }])
    expect((await people()).map(({ name }) => name)).not.toContain('Eve Moss')
    const { body } = await send({ csv }, '?leaveOutFaultyRows=1')
    expect(body.rows.map(({ effect }) => effect)).toEqual(['new', 'faulty'])
    expect((await people()).map(({ name }) => name)).toContain('Eve Moss')
  })

  test.each([
    ['', 'The file is empty.'],
    ['Ana,ana@clinic.example', 'The first row has to name the columns. Missing: email and name.'],
    ['name,email', 'The file has a header row and no people.'],
    ['name,email\n"Ana,ana@clinic.example', 'This is no CSV'],
  ])('%j is refused with what to do', async (csv, detail) => {
    const { status, body } = await send<Problem>({ csv })
    expect([status, body.code]).toEqual([422, 'bad_list'])
    expect(body.detail).toContain(detail)
  })
})

describe('codes and invitations for many people at once', () => {
  test('a code of each lets a computer in for that person, and an account is made where there is none', async () => {
    const chosen = (await people()).filter(({ team }) => team !== null)
    const { status, body } = await access({
      ...{ people: chosen.map(({ id }) => id), codes: true, invitations: true, codesExpireInDays: 14 },
    })
    expect(status).toBe(201)
    expect(body.rows.map(({ name }) => name)).toEqual(['Ana Ortiz', 'Ben Ruiz', 'Dee Lund'])
    const [ana] = body.rows
    const device = await deviceWithCode(endpoint, ana?.code?.text ?? '')
    expect([device.userName, device.userId]).toEqual(['Ana Ortiz', ana?.id])
    const { body: accounts } = await ask<Page<AccountRow>>(endpoint, '/v1/accounts')
    expect(accounts.rows.map(({ email, roles, user }) => [email, roles, user])).toEqual(
      body.rows.map(({ email, id }) => [email, ['biller'], id]),
    )
    const opened = await ask<Invitation>(endpoint, '/v1/invitations/open', {
      ...{ method: 'POST', json: { token: ana?.invitation?.text } },
    })
    expect(opened).toMatchObject({ status: 200, body: { name: 'Ana Ortiz', email: 'ana@clinic.example' } })
  })

  test('who has no address gets a code and no invitation', async () => {
    const { userId } = await enrolledDevice(endpoint, { user: 'Known by name' })
    const { body } = await access({ people: [userId], codes: true, invitations: true })
    expect(body.rows[0]).toMatchObject({
      code: { text: expect.any(String) },
      invitation: null,
      noInvitation: 'no_email',
    })
  })

  test('who is not recorded gets nothing, and neither do the others', async () => {
    const [first] = await people()
    const codes = () => ask<Page<unknown>>(endpoint, '/v1/enrollment-codes')
    const before = (await codes()).body.rows.length
    const { status } = await access({ people: [first?.id, 'none'], codes: true, invitations: false })
    expect(status).toBe(404)
    expect((await codes()).body.rows).toHaveLength(before)
  })
})
