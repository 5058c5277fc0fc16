import { z } from 'zod'
import { settingsNames, settingsSchemas, type SettingsAnswer } from '../settings.ts'
import { ifMatchParam } from './fields.ts'
import { route, routes } from './route.ts'

const tag = 'Settings'
const name = z.string().max(40)
const unknown = { status: 404, code: 'unknown_settings', when: 'there is no document of this name' }
const body = z.union(Object.values(settingsSchemas) as readonly z.ZodType[])
/** A body belongs to its name, which the schema cannot say and the type does. */
const answer = z.object({
  name: z.enum(settingsNames),
  version: z.number().int(),
  body,
  changedAt: z.number().int().nullable(),
  changedBy: z.string().nullable(),
}) as unknown as z.ZodType<SettingsAnswer>

export const settingsRoutes = routes({
  settings: route({
    method: 'GET',
    path: '/v1/settings/{name}',
    tag,
    summary: `A settings document (${settingsNames.join(', ')}); the ETag is its version`,
    access: ['admin', 'supervisor'],
    params: z.strictObject({ name }),
    answer,
    problems: [unknown],
  }),
  saveSettings: route({
    method: 'PUT',
    path: '/v1/settings/{name}',
    tag,
    summary: 'Replaces a settings document; If-Match is the version it was made from',
    access: ['admin'],
    params: z.strictObject({ name, ifMatch: ifMatchParam }),
    body,
    // The store checks the document whole and names every error.
    checkedByHandler: true,
    answer,
    problems: [
      unknown,
      { status: 412, code: 'conflict', when: 'somebody changed it meanwhile' },
      { status: 422, code: 'bad_settings', when: 'the document has errors' },
    ],
  }),
})
