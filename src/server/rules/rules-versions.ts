import { type RuleSet, ruleSetSchema } from '../../shared/contract/ruleset.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { DocumentVersion } from '../../shared/contract/versions.ts'
import { versionPage, type StoredVersion } from '../audit/document-versions.ts'
import type { PageRequest } from '../database/cursor.ts'
import { readValue, type Database, type Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { comparable, publishRules, type Publication } from './rules-store.ts'

/** The versions of the rules, the newest first. */
export function listRuleVersions(queries: Queries, page: PageRequest): Promise<Page<DocumentVersion>> {
  const read = ({ body }: StoredVersion) => comparable(ruleSetSchema.parse(JSON.parse(body)))
  return versionPage(page, read, (before, limit) =>
    queries.query<StoredVersion>(
      sql`select version, body, published_at as "changedAt", published_by as "changedBy" from rule_sets
        where version < ${before} order by version desc limit ${limit}`,
    ),
  )
}

/**
 * Publishes an earlier version again, as the next one: it is checked and signed as any other.
 * @throws HttpProblem 404 `unknown_version`, and as `publishRules` does
 */
export async function restoreRules(
  database: Database,
  version: number,
  publication: Omit<Publication, 'restored'>,
): Promise<RuleSet> {
  const body = await readValue<string>(database, sql`select body from rule_sets where version = ${version}`)
  if (body === null) throw problem(404, 'unknown_version', `The rules have no version ${version}.`)
  const rules = comparable(ruleSetSchema.parse(JSON.parse(body)))
  return publishRules(database, { ...rules, version }, { ...publication, restored: version })
}
