import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { settingsNames, settingsSchemas } from '../../../shared/contract/settings.ts'
import type { SettingsAnswer, SettingsName } from '../../../shared/contract/settings.ts'
import { readSettings, writeSettings } from '../../settings/settings-store.ts'
import { withoutSecrets } from '../../settings/secrets.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import { baseVersion } from '../preconditions.ts'
import { problem } from '../../errors/problem.ts'
import type { App, RouteContext } from './context.ts'

const answer = z.object({
  name: z.enum(settingsNames),
  version: z.number().int(),
  body: z.union(Object.values(settingsSchemas) as readonly z.ZodType[]),
  changedAt: z.number().int().nullable(),
  changedBy: z.string().nullable(),
})

/** What admins set beside the rules: calendar, contracts, routing, SLAs, alerting, economics. */
export function settingsRoutes(app: App, { database, tenantId, authenticate, now }: RouteContext): void {
  const params = z.strictObject({ name: z.string().max(40) })
  const security = [{ bearer: [] }]

  app.get(
    '/v1/settings/:name',
    {
      schema: {
        summary: `A settings document (${settingsNames.join(', ')}); the ETag is its version`,
        params,
        response: { 200: answer },
        security,
      },
      preValidation: [authenticate.person('admin', 'supervisor')],
    },
    async (request, reply) => answered(reply, await readSettings(database, tenantId, nameIn(request.params.name))),
  )

  app.put(
    '/v1/settings/:name',
    {
      schema: {
        summary: 'Replaces a settings document; If-Match is the version it was made from',
        params,
        body: answer.shape.body,
        response: { 200: answer },
        security,
      },
      // The schema documents; the store checks and names every finding.
      validatorCompiler: () => (value) => ({ value }),
      preValidation: [authenticate.person('admin'), readJson],
    },
    async (request, reply) =>
      answered(
        reply,
        await writeSettings(database, tenantId, nameIn(request.params.name), request.body, {
          baseVersion: baseVersion(request, 'the settings'),
          by: authorOf(principalOf(request)),
          now: now(),
        }),
      ),
  )
}

function answered(reply: FastifyReply, settings: SettingsAnswer): FastifyReply {
  return reply
    .header('etag', `"${settings.version}"`)
    .header('cache-control', 'no-cache')
    .send(withoutSecrets(settings))
}

function nameIn(text: string): SettingsName {
  const name = settingsNames.find((known) => known === text)
  if (name === undefined) {
    throw problem(404, 'unknown_settings', `There are settings named ${settingsNames.join(', ')}.`)
  }
  return name
}
