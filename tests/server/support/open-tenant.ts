import {
  openEmbeddedTenant,
  openPostgresTenants,
  type TenantDatabases,
} from '../../../src/server/database/open-tenants.ts'

/** @param place a PostgreSQL URL, or the folder of an embedded store */
export function openTenant(place: string): Promise<TenantDatabases> {
  return place.startsWith('postgres:') ? openPostgresTenants(place, ['main']) : openEmbeddedTenant(place)
}
