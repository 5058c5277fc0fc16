import type { SetupFacts } from '../../shared/contract/setup.ts'
import { packsOf } from '../../shared/setup/index.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { tenantZone } from '../identity/tenant.ts'
import { currentRules } from '../rules/rules-store.ts'
import { readSettings } from '../settings/settings-store.ts'
import { readSample } from './sample.ts'

/** What a tenant has of all that it needs. @param now epoch ms */
export async function readSetup(queries: Queries, now: number): Promise<SetupFacts> {
  const [counts] = await queries.query<
    Pick<SetupFacts, 'people' | 'teams' | 'viewers' | 'computers' | 'waysIn' | 'denials' | 'calendarSaved'>
  >(
    sql`select (select count(*)::int from users where left_at is null) as people,
      (select count(distinct team)::int from users where left_at is null and team is not null) as teams,
      (select count(*)::int from accounts where deactivated_at is null and roles && array['supervisor', 'manager']) as viewers,
      (select count(*)::int from devices where revoked_at is null) as computers,
      (select count(*)::int from enrollment_codes c where c.used_at is null and c.expires_at > ${now}) as "waysIn",
      (select count(*)::int from denials) as denials,
      exists (select 1 from settings where name = 'calendar' and not sample) as "calendarSaved"`,
  )
  if (!counts) throw new Error('a query of counts has one row')
  const organization = await readSettings(queries, 'organization')
  const { body: economics } = await readSettings(queries, 'economics')
  const { version, rules } = await currentRules(queries)
  return {
    ...counts,
    sample: await readSample(queries),
    organization: organization.body.name,
    zone: await tenantZone(queries),
    rulesVersion: version,
    systems: packsOf(rules).filter(({ enabled }) => enabled > 0).length,
    laborCentsPerHour: economics.laborCentsPerHour,
    targets: Object.keys(economics.targets).length,
  }
}
