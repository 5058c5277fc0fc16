import type { ClosingSettings, ContractSettings, RoutingSettings } from '../../shared/contract/settings.ts'
import type { Queries } from '../database/database.ts'
import { namesByEmail, sharedNames } from '../identity/recorded-people.ts'
import { tenantZone } from '../identity/tenant.ts'
import { readSettings } from '../settings/settings-store.ts'

/** What denials depend on besides files. */
export interface PostingSettings {
  /** IANA. */
  readonly zone: string
  readonly contracts: ContractSettings['rules']
  readonly routing: RoutingSettings['rules']
  readonly closing: ClosingSettings['closing']
  /** Names of recorded people by their e-mail address in lower case: a worklist may name an owner by either. */
  readonly owners: ReadonlyMap<string, string>
  /** Names that several recorded people have, in lower case. */
  readonly sharedNames: ReadonlySet<string>
}

export async function readPostingSettings(queries: Queries): Promise<PostingSettings> {
  return {
    zone: await tenantZone(queries),
    contracts: (await readSettings(queries, 'contracts')).body.rules,
    routing: (await readSettings(queries, 'routing')).body.rules,
    closing: (await readSettings(queries, 'closing')).body.closing,
    owners: await namesByEmail(queries),
    sharedNames: await sharedNames(queries),
  }
}
