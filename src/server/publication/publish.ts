import type { Proposal } from '../../shared/contract/publication.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import { publishingSchema, type SettingsAnswer } from '../../shared/contract/settings.ts'
import { touchedParts } from '../../shared/publication/index.ts'
import type { Acting } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Person } from '../identity/principal.ts'
import { checkBase, checkedRules, currentRules, insertRules, type Publication } from '../rules/rules-store.ts'
import { rulesOfVersion } from '../rules/rules-versions.ts'
import { replaceSettings, type SettingsChange } from '../settings/settings-store.ts'
import { objectOf, propose, readProposal } from './proposals.ts'
import { isStillAdmin, needsSecondAdmin } from './second-admin.ts'

/**
 * Publishes rules as the next version; the version in `input` is ignored. What touches claim references, counts or privacy waits for another admin, as
 * soon as there are two.
 * @returns the rules in force, or what waits
 * @throws HttpProblem 422 `bad_rules`, 412 `conflict`, 409 `proposal_waits`
 */
export async function publishRules(
  database: Database,
  input: unknown,
  publication: Publication,
  person: Person,
): Promise<RuleSet | Proposal> {
  const checked = checkedRules(input)
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    const before = await currentRules(queries)
    checkBase(publication.baseVersion, before)
    const rules = { ...checked, version: before.version + 1 }
    const touches = touchedParts(before, rules)
    if (touches.length > 0 && (await needsSecondAdmin(queries, person))) {
      const { restored } = publication
      return propose(queries, { touches, baseVersion: before.version, restored, rules, before }, person, publication)
    }
    return insertRules(queries, rules, publication)
  })
}

/**
 * Publishes an earlier version again, as the next one: it is checked, signed and approved as any other.
 * @throws HttpProblem 404 `unknown_version`, and as `publishRules` does
 */
export async function restoreRules(
  database: Database,
  version: number,
  publication: Omit<Publication, 'restored'>,
  person: Person,
): Promise<RuleSet | Proposal> {
  const rules = await rulesOfVersion(database, version)
  return publishRules(database, { ...rules, version }, { ...publication, restored: version }, person)
}

/** Lets it wait for another admin that one is enough. The way back is open to each of them. */
export const holdOneAdmin =
  (person: Person, acting: Acting): NonNullable<SettingsChange['hold']> =>
  async (queries, { version, body }, after) => {
    const [before, wanted] = [publishingSchema.parse(body), publishingSchema.parse(after)]
    if (before.oneAdminIsEnough || !wanted.oneAdminIsEnough || !(await needsSecondAdmin(queries, person))) return false
    const proposal = { touches: ['one_admin'], baseVersion: version, rules: null, before: null } as const
    await propose(queries, proposal, person, acting)
    return true
  }

/**
 * Publishes what waits. Whoever proposed it cannot, by no token of theirs; nor can the endpoint's own admin token, which is nobody.
 * @throws HttpProblem 404 `no_proposal`, 403 `own_proposal`, 409 `no_account`, `proposer_left`, 412 `conflict`, 422 `bad_rules`
 */
export async function approveProposal(
  database: Database,
  id: string,
  acting: Acting,
  { account }: Person,
): Promise<RuleSet | SettingsAnswer<'publishing'>> {
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    const proposal = await readProposal(queries)
    if (proposal?.id !== id) {
      throw problem(404, 'no_proposal', 'This proposal does not wait any more. Look at what waits now.')
    }
    if (account === null) {
      throw problem(409, 'no_account', 'The admin token of the endpoint itself is no second admin. Sign in.')
    }
    if (account.accountId === proposal.accountId) {
      throw problem(403, 'own_proposal', 'You proposed this. Another admin has to approve it.')
    }
    if (!(await isStillAdmin(queries, proposal.accountId))) {
      throw problem(
        409,
        'proposer_left',
        `${proposal.proposedBy} is no admin any more. Refuse it, and propose it anew.`,
      )
    }
    const { accountId, baseVersion, proposedBy, restored, rules } = proposal
    // The change is by whoever proposed it; the entry in the audit log is by whoever approved it.
    const change = { ...acting, by: proposedBy, byAccount: accountId, baseVersion, proposal: { id, accountId } }
    await queries.query(sql`delete from publication_proposals`)
    if (rules === null) return replaceSettings(queries, 'publishing', { oneAdminIsEnough: true }, change)
    const before = await currentRules(queries)
    checkBase(baseVersion, before)
    return insertRules(queries, checkedRules(rules), { ...change, ...(restored !== null && { restored }) })
  })
}

/** Takes back what waits: whoever proposed it withdraws it, another admin refuses it. @throws HttpProblem 404 `no_proposal` */
export async function dropProposal(database: Database, { record }: Acting, { account }: Person): Promise<void> {
  await database.transaction(async (queries) => {
    await lockTenant(queries)
    const proposal = await readProposal(queries)
    if (!proposal) throw problem(404, 'no_proposal', 'Nothing waits for a second admin.')
    await queries.query(sql`delete from publication_proposals`)
    const isOwn = account?.accountId === proposal.accountId
    await record(queries, {
      ...{ action: isOwn ? 'publication_withdrawn' : 'publication_refused', object: objectOf(proposal) },
      before: { proposal: proposal.id, proposedBy: proposal.accountId, touches: proposal.touches },
    })
  })
}
