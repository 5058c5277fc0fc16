import type { Proposal, TouchedPart } from '../../shared/contract/publication.ts'
import { type RuleSet, ruleSetSchema } from '../../shared/contract/ruleset.ts'
import type { Acting } from '../audit/append.ts'
import { changedParts } from '../audit/changed-parts.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { publicationProposals } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { problem } from '../errors/problem.ts'
import type { Person } from '../identity/principal.ts'
import { newId } from '../identity/secrets.ts'
import { comparable } from '../rules/rules-store.ts'

/** What somebody wants to publish. */
export interface NewProposal {
  readonly touches: readonly TouchedPart[]
  readonly baseVersion: number
  readonly restored?: number | undefined
  /** Null: that one admin is enough. */
  readonly rules: RuleSet | null
  /** The rules in force. */
  readonly before: RuleSet | null
}

/** A proposal as it is stored. */
export interface StoredProposal extends Omit<Proposal, 'isOwn'> {
  readonly accountId: string
}

/**
 * Stores a publication that waits for another admin, in the transaction of a caller that has locked the tenant. It replaces one's own that waits.
 * @throws HttpProblem 409 `proposal_waits` where one of somebody else waits
 */
export async function propose(
  queries: Queries,
  { touches, baseVersion, restored, rules, before }: NewProposal,
  { account, name }: Person,
  { now, record }: Acting,
): Promise<Proposal> {
  if (account === null) throw new Error('what the admin token publishes waits for nobody')
  const waiting = await readProposal(queries)
  if (waiting && waiting.accountId !== account.accountId) {
    throw problem(
      409,
      'proposal_waits',
      `A publication by ${waiting.proposedBy} waits for a second admin. Approve or refuse it first.`,
    )
  }
  const proposal = {
    ...{ id: newId('proposal'), touches, baseVersion, restored: restored ?? null, rules },
    ...{ proposedAt: now, proposedBy: name },
  }
  const { id: proposalId, rules: body, ...columns } = proposal
  await queries.query(sql`delete from publication_proposals`)
  await queries.query(
    bulkInsert(publicationProposals, columnNames(publicationProposals), [
      {
        ...{ singleton: true, proposalId, accountId: account.accountId, ...columns },
        body: body && JSON.stringify(body),
      },
    ]),
  )
  const parts = before && rules && changedParts(comparable(before), comparable(rules))
  await record(queries, {
    ...{ action: 'publication_proposed', object: objectOf(proposal) },
    ...(parts && { before: { version: baseVersion, rules: parts.before } }),
    after: {
      proposal: proposalId,
      touches,
      ...(restored !== undefined && { restored }),
      ...(parts && { rules: parts.after }),
    },
  })
  return { ...proposal, isOwn: true }
}

/** The publication that waits; null without one. */
export async function readProposal(queries: Queries): Promise<StoredProposal | null> {
  const [row] = await queries.query<Omit<StoredProposal, 'rules'> & { readonly body: string | null }>(
    sql`select proposal_id as id, touches, base_version as "baseVersion", restored, body, proposed_at as "proposedAt",
      proposed_by as "proposedBy", account_id as "accountId" from publication_proposals`,
  )
  if (!row) return null
  const { body, ...proposal } = row
  return { ...proposal, rules: body === null ? null : ruleSetSchema.parse(JSON.parse(body)) }
}

/** As whoever asks sees it. */
export function seenBy({ account }: Person, { accountId, ...proposal }: StoredProposal): Proposal {
  return { ...proposal, isOwn: accountId === account?.accountId }
}

/** What the audit log calls what is proposed. */
export const objectOf = ({ rules }: Pick<Proposal, 'rules'>) => (rules === null ? 'settings/publishing' : 'rules')
