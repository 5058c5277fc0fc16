import type { FastifyReply } from 'fastify'
import { settingsRoutes as routes } from '../../../shared/contract/routes/settings.ts'
import { settingsNames, type SettingsAnswer, type SettingsName } from '../../../shared/contract/settings.ts'
import { applyPayerAliases } from '../../denials/payers/apply-aliases.ts'
import { applyCarcPlacing } from '../../denials/reclassify-claims.ts'
import { problem } from '../../errors/problem.ts'
import { authorOf } from '../../identity/principal.ts'
import { withoutSecrets } from '../../settings/secrets.ts'
import { rotateStorageKey } from '../../rollups/rotate-storage-key.ts'
import { readSettings, writeSettings } from '../../settings/settings-store.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** What admins set beside the rules: calendar, contracts, routing, places of CARCs, payers, SLAs, alerting, economics. */
export function settingsRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.settings, async ({ tenant, params, reply }) =>
    answered(reply, await readSettings(tenant.database, nameIn(params.name))),
  )
  serve(routes.saveSettings, async ({ tenant, params, principal, request, reply }) => {
    const name = nameIn(params.name)
    const author = { by: authorOf(principal), now: now() }
    const saved = await writeSettings(tenant.database, name, request.body, {
      baseVersion: params.ifMatch,
      ...author,
      ...(name === 'carcPlacing' && { apply: applyCarcPlacing(author) }),
      ...(name === 'payers' && { apply: applyPayerAliases(author) }),
    })
    tenant.signals.wake('roll_up', 'dirty_claims', 'due_status', 'alerts', 'reports')
    return answered(reply, saved)
  })
  serve(routes.rotateClaimKey, async ({ tenant }) => rotateStorageKey(tenant.database))
}

function answered(reply: FastifyReply, settings: SettingsAnswer): SettingsAnswer {
  reply.header('etag', `"${settings.version}"`).header('cache-control', 'no-cache')
  return withoutSecrets(settings)
}

function nameIn(text: string): SettingsName {
  const name = settingsNames.find((known) => known === text)
  if (name === undefined) {
    throw problem(404, 'unknown_settings', `There are settings named ${settingsNames.join(', ')}.`)
  }
  return name
}
