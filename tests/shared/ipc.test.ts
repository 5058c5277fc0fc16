import { expect, test } from 'vitest'
import { ipcChannels } from '../../src/shared/contract/ipc.ts'
import { calendarSchema } from '../../src/shared/contract/settings.ts'

const save = (body: unknown) =>
  ipcChannels['team.write'].request.safeParse({
    name: 'saveSettings',
    params: { name: 'calendar', ifMatch: 3 },
    body,
  })

test('invalid settings from the desktop app reach the endpoint, which names the field', () => {
  const typed = { ...calendarSchema.parse({}), teams: { Ohio: { zone: 'Mars/Olympus' } } }
  expect(save(typed).data).toMatchObject({ name: 'saveSettings', body: typed })
})

test('a value that is not a document is refused', () => {
  for (const body of [null, 'text', ['a'], { zone: () => 1 }, { zone: new Date(0) }])
    expect(save(body).success).toBe(false)
})

test('a read with a body is checked by the schema of its body', () => {
  const ask = (params: unknown) => ipcChannels['team.read'].request.safeParse({ name: 'queryMetrics', params })
  const question = { metrics: ['open_denials'], filters: { payer: '' }, periods: [{ from: 1, to: 2 }] }
  expect(ask(question).data).toEqual({ name: 'queryMetrics', params: question })
  for (const wrong of [{}, { ...question, path: '/v1/rules' }, { ...question, periods: [{ from: 2, to: 1 }] }])
    expect(ask(wrong).success).toBe(false)
})

test('a file of the endpoint is one of a list, with the parameters of its route and the name of a PDF', () => {
  const load = (argument: object) => ipcChannels['file.load'].request.safeParse(argument)
  const asked = { name: 'performancePdf', params: { from: 1, to: 2, payer: 'Aetna' }, as: 'performance.pdf' }
  expect(load(asked).data).toEqual(asked)
  for (const wrong of [
    { name: 'rules' },
    { params: { from: 2, to: 1 } },
    { params: { path: '/v1/rules' } },
    { as: '../performance.pdf' },
    { as: 'performance.sh' },
  ])
    expect(load({ ...asked, ...wrong }).success).toBe(false)
})
