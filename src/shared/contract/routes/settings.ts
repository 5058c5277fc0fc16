import { z } from 'zod'
import { settingsNames, settingsSchemas, type SettingsAnswer } from '../settings.ts'
import { pageOf } from '../answer-fields.ts'
import { documentVersion } from '../versions.ts'
import { ifMatchParam, pageShape, sampleParam, versionParam } from './fields.ts'
import { routes, routesWith } from './route.ts'

const { get, post, put } = routesWith({ tag: 'Settings', access: 'person' })
const name = z.string().max(40)
const proposalWaits = {
  status: 409,
  code: 'proposal_waits',
  when: 'of the settings publishing: a publication by somebody else waits for a second admin',
}
const unknown = { status: 404, code: 'unknown_settings', when: 'there is no document of this name' }
const body = z.union(Object.values(settingsSchemas) as readonly z.ZodType[])
/** A body belongs to its name, which the schema cannot say and the type does. */
const answer = z.object({
  name: z.enum(settingsNames),
  version: z.number().int(),
  body,
  changedAt: z.number().int().nullable(),
  changedBy: z.string().nullable(),
  waits: z.boolean().optional().describe('true with 202: the change waits for a second admin, and nothing was changed'),
}) as unknown as z.ZodType<SettingsAnswer>

export const settingsRoutes = routes({
  settings: get('/v1/settings/{name}', {
    summary: `A settings document (${settingsNames.join(', ')}); the ETag is its version`,
    params: { name },
    answer,
    problems: [unknown],
  }),
  saveSettings: put('/v1/settings/{name}', {
    summary: 'Replaces a settings document; If-Match is the version it was made from',
    params: { name, ifMatch: ifMatchParam, sample: sampleParam },
    body,
    // The store checks the document whole and names every error.
    checkedByHandler: true,
    answer,
    problems: [
      unknown,
      proposalWaits,
      { status: 412, code: 'conflict', when: 'somebody changed it meanwhile' },
      { status: 422, code: 'bad_settings', when: 'the document has errors' },
    ],
  }),
  rotateClaimKey: post('/v1/claim-key/rotation', {
    summary:
      'Hashes every stored claim token again with a new key; claims keep their identity, and everybody else waits',
    answer: z.object({ keys: z.number().int().describe('how many keys a device’s token goes through from now on') }),
    problems: [{ status: 503, code: 'busy', when: 'others work on claims all the time' }],
  }),
  settingsVersions: get('/v1/settings/{name}/versions', {
    summary: 'Every version of a settings document, the newest first: who saved it, when, and what it changed',
    params: { name, ...pageShape },
    answer: pageOf(documentVersion),
    problems: [unknown],
  }),
  restoreSettings: post('/v1/settings/{name}/versions/{version}/restore', {
    summary: 'Saves an earlier version again, as the next one; If-Match is the version in force',
    description: 'A webhook keeps the secret that it has now, or gets that of its version where it is gone.',
    params: { name, version: versionParam, ifMatch: ifMatchParam },
    answer,
    problems: [
      unknown,
      { status: 404, code: 'unknown_version', when: 'there is no such version' },
      proposalWaits,
      { status: 412, code: 'conflict', when: 'somebody changed it meanwhile' },
      { status: 422, code: 'bad_settings', when: 'today the document could not be saved' },
    ],
  }),
})
