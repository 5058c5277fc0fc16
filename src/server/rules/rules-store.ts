import { compileRuleSet, publicationErrors } from '../../shared/classify/index.ts'
import { type RuleSet, ruleSetSchema } from '../../shared/contract/ruleset.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { byEndpoint, type Acting } from '../audit/append.ts'
import { changedParts } from '../audit/changed-parts.ts'
import { isOwn, signed } from './sign-rules.ts'
import { keepStarterRules, readStarterRules } from './starter-rules.ts'

/** The rules in force. Every version before them is kept. */
export async function currentRules(queries: Queries): Promise<RuleSet> {
  const [row] = await queries.query<{ body: string }>(sql`select body from rule_sets order by version desc limit 1`)
  if (!row) throw new Error('the tenant has no rules; the first start seeds them')
  return ruleSetSchema.parse(JSON.parse(row.body))
}

export interface Publication extends Acting {
  /** The version the author edited; undefined: any. */
  readonly baseVersion: number | undefined
  /** The earlier version that is published again. */
  readonly restored?: number
  /** The proposal of another admin that is approved. */
  readonly proposal?: ApprovedProposal
}

/** What was approved, and whose account proposed it. */
export interface ApprovedProposal {
  readonly id: string
  readonly accountId: string
}

/**
 * Rules as they may be published. A rule of which agents would ignore the `claimRef` is an error.
 * @throws HttpProblem 422 `bad_rules` with an error for each finding
 */
export function checkedRules(input: unknown): RuleSet {
  const compiled = compileRuleSet(input)
  const errors = publicationErrors(compiled)
  if (!compiled.ok || errors.length > 0) {
    throw problem(422, 'bad_rules', 'The rules have errors; nothing was changed.', { errors })
  }
  return compiled.ruleSet
}

/** @throws HttpProblem 412 `conflict` when another version was published meanwhile */
export function checkBase(baseVersion: number | undefined, { version }: RuleSet): void {
  if (baseVersion === undefined || baseVersion === version) return
  throw problem(412, 'conflict', `The rules are at version ${version} now. Load them and make the change there.`)
}

/**
 * Gives a tenant without rules the starter rules. Rules that are there are signed again where this version of the endpoint reads
 * another text in them, such as the default of a field that is new.
 * @throws when the file is missing or not valid: an endpoint without rules would file all work as unclassified.
 */
export async function seedRules(database: Database, starterFile: URL, now: number): Promise<void> {
  const starter = await readStarterRules(starterFile)
  await database.transaction(async (queries) => {
    await lockTenant(queries)
    await keepStarterRules(queries, starter, now)
    const existing = await queries.query(sql`select version from rule_sets limit 1`)
    if (existing.length > 0) return signAgain(queries)
    await insertRules(
      queries,
      { ...starter, version: 1 },
      {
        ...{ by: 'starter rules', now, record: byEndpoint(now) },
      },
    )
  })
}

/** What this tenant did not sign stays as it is: no device follows it. */
async function signAgain(queries: Queries): Promise<void> {
  const [row] = await queries.query<{ body: string }>(sql`select body from rule_sets order by version desc limit 1`)
  const read = await currentRules(queries)
  if (row === undefined || JSON.stringify(read) === row.body || !(await isOwn(queries, JSON.parse(row.body)))) return
  await queries.query(
    sql`update rule_sets set body = ${JSON.stringify(await signed(queries, read))} where version = ${read.version}`,
  )
}

/** Signs rules and puts them in force, in the transaction of a caller that has locked the tenant. */
export async function insertRules(
  queries: Queries,
  unsigned: RuleSet,
  publication: Acting & Pick<Publication, 'restored' | 'proposal'>,
): Promise<RuleSet> {
  const rules = await signed(queries, unsigned)
  const before = unsigned.version === 1 ? null : await currentRules(queries)
  await queries.query(
    sql`insert into rule_sets (version, body, published_at, published_by, published_by_account)
      values (${rules.version}, ${JSON.stringify(rules)}, ${publication.now}, ${publication.by},
        ${publication.byAccount ?? null})`,
  )
  const { restored, proposal, record } = publication
  const parts = before && changedParts(comparable(before), comparable(rules))
  await record(queries, {
    ...{ action: restored === undefined ? 'rules_published' : 'rules_restored', object: 'rules' },
    ...(before && { before: { version: before.version, ...(parts && { rules: parts.before }) } }),
    after: {
      version: rules.version,
      ...(restored !== undefined && { restored }),
      ...(proposal && { proposal: proposal.id, proposedBy: proposal.accountId }),
      ...(parts && { rules: parts.after }),
    },
  })
  return rules
}

/** Rules without what each version has of its own. */
export function comparable({ version: _version, signature: _signature, ...rules }: RuleSet): object {
  return rules
}
