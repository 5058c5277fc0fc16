import type * as Sample from '../../src/tools/sample/index.ts'
import { createApi, isArray, isObject, rowsIn, textIn, type Api, type Json, type JsonObject } from './ask.ts'
import { sendExtraDevice } from './extra-device.ts'
import { NOW } from './fixed-process.ts'
import { importFrom } from './import-from.ts'
import { ADMIN_TOKEN, launch, type Background, type OpenEndpoint } from './launch.ts'

const DAY_MS = 86_400_000

export interface WorldPlace {
  /** Root of the checkout whose code runs. */
  readonly source: string
  readonly dataFolder: string
  readonly say: (text: string) => void
}

export interface MadeWorld {
  /** What the endpoint answered while it was filled, by request. */
  readonly answers: JsonObject
  /** Denials that were changed by hand. */
  readonly changedIds: readonly string[]
}

/**
 * Fills a new data folder with the sample world and what supervisors do to it. Each step waits until the one before is processed, so that
 * nothing depends on how fast the machine is.
 */
export async function makeWorld(place: WorldPlace): Promise<MadeWorld> {
  const answers = await during(place, 'nothing', (api, { url }) => fill(place, api, url))
  place.say('world sent')
  await during(place, 'claims', async () => {})
  place.say('claims processed')
  const changedIds = await during(place, 'nothing', changeDenials)
  // The endpoint restarts, so that its forecast includes all of this.
  await during(place, 'claims', async () => {})
  place.say('denials changed')
  await during(place, 'claims and alerts', async (api, endpoint) => {
    await endpoint.untilQuiet()
    await handleAlerts(api)
  })
  place.say('alerts raised')
  return { answers, changedIds }
}

/** Opens the endpoint, waits for its background work after the step, and closes it. */
async function during<Result>(
  { source, dataFolder }: WorldPlace,
  background: Background,
  step: (api: Api, endpoint: OpenEndpoint) => Promise<Result>,
): Promise<Result> {
  const endpoint = await launch(source, dataFolder, background)
  try {
    const result = await step(createApi(endpoint.url), endpoint)
    if (background !== 'nothing') await endpoint.untilQuiet()
    return result
  } finally {
    await endpoint.close()
  }
}

async function fill({ source }: WorldPlace, api: Api, endpointUrl: string): Promise<JsonObject> {
  const { makeSample } = await importFrom<typeof Sample>(source, 'src/tools/sample/index.ts')
  const { records, claims, denials, imports, world } = await makeSample({
    endpointUrl,
    adminToken: ADMIN_TOKEN,
    now: new Date(NOW),
  })
  const previews: Record<string, Json> = {}
  for (const file of [world.files[0], world.files.at(-1)]) {
    if (file === undefined) throw new Error('the sample world has no files')
    const type = file.name.endsWith('.csv') ? 'text/csv' : 'application/edi-x12'
    const address = `/v1/denials/import?name=${encodeURIComponent(file.name)}`
    previews[`POST ${address}&preview=1`] = await api.send('POST', `${address}&preview=1`, file.content, type)
  }
  await changeSettings(api)
  await sendExtraDevice(source, api, endpointUrl)
  return { sample: { records, claims, denials, imports: imports.map((each) => ({ ...each })) }, ...previews }
}

/** A calendar of a team, promises of every kind and scope, and a target. */
async function changeSettings(api: Api): Promise<void> {
  const teamDay = [{ from: '07:00', to: '15:30' }]
  const hours = { mon: teamDay, tue: teamDay, wed: teamDay, thu: teamDay, fri: teamDay, sat: [], sun: [] }
  await changeBody(api, 'calendar', (body) => ({
    ...body,
    teams: { 'Texas denials': { zone: 'America/Chicago', hours, holidays: ['2026-11-16'] } },
  }))
  await changeBody(api, 'slas', ({ slas, ...body }) => ({
    ...body,
    slas: [
      ...(isArray(slas) ? slas : []),
      {
        id: 'texas-first',
        name: 'Texas: first touch within 6 hours',
        kind: 'first_touch',
        within: { amount: 6, unit: 'business_hours' },
        warnHours: 2,
        scope: { teams: ['Texas denials'], minDeniedCents: 500_00 },
      },
      {
        id: 'large-decided',
        name: 'Large: decided within 30 days',
        kind: 'custom',
        within: { amount: 30, unit: 'calendar_days' },
        warnHours: 120,
        scope: { minDeniedCents: 2_000_00 },
        states: ['appealed', 'overturned', 'recovered', 'written_off'],
      },
    ],
  }))
  await changeBody(api, 'economics', (body) => ({ ...body, targets: { hidden_work_tax: 0.1 } }))
  await api.send('PUT', '/v1/worklist-mappings/Practice', { claim: 'Account', payer: 'Payer' })
}

async function changeBody(api: Api, name: string, change: (body: JsonObject) => JsonObject): Promise<void> {
  const settings = await api.get(`/v1/settings/${name}`)
  const body = isObject(settings) ? settings['body'] : undefined
  if (!isObject(body)) throw new Error(`there are no settings named ${name}`)
  await api.send('PUT', `/v1/settings/${name}`, change(body))
}

/** One change of each kind, and another cost of an hour, by which every claim is processed again. */
async function changeDenials(api: Api): Promise<string[]> {
  await changeBody(api, 'economics', (body) =>
    Object.fromEntries(
      Object.entries(body).map(([key, value]) => [key, /^labou?rCentsPerHour$/.test(key) ? 9_000 : value]),
    ),
  )
  const changes: readonly (readonly [state: string, change: JsonObject])[] = [
    ['overturned', { state: 'reopened' }],
    ['written_off', { state: 'reopened', owner: 'J. Kim' }],
    ['new', { owner: 'V. Osei', queue: 'Second look' }],
    ['in_progress', { followUpDue: NOW + 2 * DAY_MS, appealDue: NOW + DAY_MS }],
    ['appealed', { state: 'upheld' }],
    ['recovered', { recoveredCents: 0 }],
  ]
  const changedIds: string[] = []
  for (const [state, change] of changes) {
    for (const id of await idsOf(api, '/v1/denials', { state, limit: '3' })) {
      await api.send('PATCH', `/v1/denials/${id}`, change)
      changedIds.push(id)
    }
  }
  return [...new Set(changedIds)]
}

async function handleAlerts(api: Api): Promise<void> {
  const [first, second, third, fourth] = await idsOf(api, '/v1/alerts', { limit: '4' })
  for (const id of [first, second]) await api.send('POST', `/v1/alerts/${id}/acknowledge`)
  for (const id of [third, fourth]) await api.send('POST', `/v1/alerts/${id}/snooze`, { until: NOW + DAY_MS })
  const closed = rowsIn(await api.get('/v1/alerts', { limit: '6' })).slice(-2)
  for (const alert of closed)
    await api.send('PATCH', `/v1/denials/${textIn(alert, 'denialId')}`, { state: 'written_off' })
  const [finding] = await idsOf(api, '/v1/findings', {})
  await api.send('POST', `/v1/findings/${encodeURIComponent(finding ?? '')}/dismiss`, { reason: 'known' })
}

async function idsOf(api: Api, path: string, query: Readonly<Record<string, string>>): Promise<string[]> {
  const rows = rowsIn(await api.get(path, query))
  if (rows.length === 0) throw new Error(`GET ${path} ${JSON.stringify(query)} answers no rows`)
  return rows.map((row) => textIn(row, 'id'))
}
