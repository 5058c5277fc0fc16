import type { ClosingSettings, ContractSettings, RoutingSettings } from '../../shared/contract/settings.ts'
import type { Queries } from '../database/database.ts'
import { tenantZone } from '../identity/tenant.ts'
import { readSettings } from '../settings/settings-store.ts'

/** The settings that denials depend on. */
export interface PostingSettings {
  /** IANA. */
  readonly zone: string
  readonly contracts: ContractSettings['rules']
  readonly routing: RoutingSettings['rules']
  readonly closing: ClosingSettings['closing']
}

export async function readPostingSettings(queries: Queries): Promise<PostingSettings> {
  return {
    zone: await tenantZone(queries),
    contracts: (await readSettings(queries, 'contracts')).body.rules,
    routing: (await readSettings(queries, 'routing')).body.rules,
    closing: (await readSettings(queries, 'closing')).body.closing,
  }
}
