import { ruleSetSchema } from '../../shared/contract/ruleset.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { DocumentVersion } from '../../shared/contract/versions.ts'
import { versionPage, type StoredVersion } from '../audit/document-versions.ts'
import type { PageRequest } from '../database/cursor.ts'
import { readValue, type Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { comparable } from './rules-store.ts'

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

/** An earlier version, without what it has of its own. @throws HttpProblem 404 `unknown_version` */
export async function rulesOfVersion(queries: Queries, version: number): Promise<object> {
  const body = await readValue<string>(queries, sql`select body from rule_sets where version = ${version}`)
  if (body === null) throw problem(404, 'unknown_version', `The rules have no version ${version}.`)
  return comparable(ruleSetSchema.parse(JSON.parse(body)))
}
