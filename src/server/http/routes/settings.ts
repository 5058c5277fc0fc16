import type { FastifyReply } from 'fastify'
import { settingsRoutes as routes } from '../../../shared/contract/routes/settings.ts'
import { settingsNames, type SettingsAnswer, type SettingsName } from '../../../shared/contract/settings.ts'
import type { Acting } from '../../audit/append.ts'
import { applyPayerAliases } from '../../denials/payers/apply-aliases.ts'
import { applyCarcPlacing } from '../../denials/reclassify-claims.ts'
import { problem } from '../../errors/problem.ts'
import { personOf, type Person } from '../../identity/principal.ts'
import { holdOneAdmin } from '../../publication/publish.ts'
import { withoutSecrets } from '../../settings/secrets.ts'
import { rotateStorageKey } from '../../rollups/rotate-storage-key.ts'
import { readSettings, writeSettings, type SettingsChange } from '../../settings/settings-store.ts'
import { listSettingsVersions, restoreSettings } from '../../settings/settings-versions.ts'
import { pageOf } from '../filters.ts'
import type { UpdateSettings } from '../../../shared/contract/releases.ts'
import { checkChoice } from '../../updates/answers.ts'
import type { Releases } from '../../updates/releases-folder.ts'
import type { Serve } from '../serve.ts'
import type { Tenant } from '../tenant.ts'
import type { RouteContext } from './context.ts'

/** What admins set beside the rules: calendar, contracts, routing, places of CARCs, payers, SLAs, alerting, economics. */
export function settingsRoutes(serve: Serve, { releases }: Pick<RouteContext, 'releases'>): void {
  serve(routes.settings, async ({ tenant, params, reply }) =>
    answered(reply, await readSettings(tenant.database, nameIn(params.name))),
  )
  serve(routes.saveSettings, async ({ tenant, params, acting, principal, request, reply }) => {
    const name = nameIn(params.name)
    const sample = params.sample !== undefined
    const change = { ...changeOf(name, params.ifMatch, acting, personOf(principal), releases), sample }
    return saved(tenant, reply, await writeSettings(tenant.database, name, request.body, change))
  })
  serve(routes.settingsVersions, async ({ tenant, params }) =>
    listSettingsVersions(tenant.database, nameIn(params.name), pageOf(params)),
  )
  serve(routes.restoreSettings, async ({ tenant, params, acting, principal, reply }) => {
    const name = nameIn(params.name)
    const change = changeOf(name, params.ifMatch, acting, personOf(principal), releases)
    return saved(tenant, reply, await restoreSettings(tenant.database, name, params.version, change))
  })
  serve(routes.rotateClaimKey, ({ tenant, acting }) => rotateStorageKey(tenant.database, acting))
}

/** Jobs that a change of any document gives work to. */
const affected = ['roll_up', 'dirty_claims', 'due_status', 'alerts', 'reports'] as const

const changeOf = (
  name: SettingsName,
  baseVersion: number | undefined,
  acting: Acting,
  person: Person,
  releases: Releases,
): SettingsChange => ({
  ...{ baseVersion, ...acting },
  ...(name === 'carcPlacing' && { apply: applyCarcPlacing(acting) }),
  ...(name === 'payers' && { apply: applyPayerAliases(acting) }),
  ...(name === 'updates' && {
    apply: (_queries, _before, after) => checkChoice(releases, (after as UpdateSettings).version),
  }),
  ...(name === 'publishing' && { hold: holdOneAdmin(person, acting) }),
})

/** What was saved, or with 202 what stays while the change waits. */
function saved(tenant: Tenant, reply: FastifyReply, settings: SettingsAnswer): SettingsAnswer | FastifyReply {
  if (settings.waits) return reply.code(202).send(answered(reply, settings))
  tenant.signals.wake(...affected)
  return answered(reply, settings)
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
