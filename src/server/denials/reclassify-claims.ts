import type { CarcPlacingSettings } from '../../shared/contract/settings.ts'
import { canonicalCarc, classifyClaim, type DenialCategories } from '../../shared/denials/index.ts'
import { grouped } from '../../shared/grouped.ts'
import { bulkUpdate } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { remittanceClaims } from '../database/schema/denials.ts'
import { hexOf, sql, token, tokens } from '../database/sql.ts'
import type { Author } from '../audit/entry.ts'
import { claimAnswerOf, storeFirstAnswers, type ClaimAnswer } from './claims-store.ts'
import type { ImportPosting } from './import-posting.ts'
import { postingWithoutFile } from './posting-without-file.ts'
import { answeredKind, jsonOf, readRemittanceClaims, type RemittanceClaimRecord } from './remittance-claims.ts'
import { codesOf, outcomeOf, statedDenialOf } from './remittance-entries.ts'
import { tenantCategories } from './tenant-categories.ts'

/** Claims that are classified at once. One batch is in memory. */
const BATCH = 500

type Rules = CarcPlacingSettings['rules']

/** For `writeSettings`: classifies the claims again whose CARCs are placed otherwise. */
export function applyCarcPlacing(author: Author) {
  return async (queries: Queries, before: unknown, after: unknown): Promise<void> => {
    const carcs = replacedCarcs((before as CarcPlacingSettings).rules, (after as CarcPlacingSettings).rules)
    if (carcs.length > 0) await reclassifyClaims(queries, author, carcs)
  }
}

/** The CARCs whose rules differ. */
function replacedCarcs(before: Rules, after: Rules): string[] {
  const carcs = [...before, ...after].map(({ carc }) => canonicalCarc(carc))
  const rulesOf = (rules: Rules, carc: string) =>
    JSON.stringify(rules.filter((rule) => canonicalCarc(rule.carc) === carc).map((rule) => ({ ...rule, carc })))
  return [...new Set(carcs)].filter((carc) => rulesOf(before, carc) !== rulesOf(after, carc))
}

/**
 * Classifies every claim on file that has one of these CARCs by the places that hold now, and rebuilds its denials. A denial that people
 * have worked on stays.
 */
async function reclassifyClaims(queries: Queries, author: Author, carcs: readonly string[]): Promise<void> {
  const categories = await tenantCategories(queries)
  const posting = await postingWithoutFile(queries, author)
  const pattern = `"carc":"(${carcs.join('|')})"`
  let last = ''
  for (;;) {
    const found = await queries.query<{ claimToken: string }>(
      sql`select distinct ${hexOf(sql`claim_token`)} as "claimToken" from remittance_claims
        where ${last === '' ? sql`true` : sql`claim_token > ${token(last)}`} and content ~ ${pattern}
        order by 1 limit ${BATCH}`,
    )
    const claimTokens = found.map(({ claimToken }) => claimToken)
    if (claimTokens.length === 0) return
    await reclassifyBatch(queries, posting, claimTokens, categories)
    last = claimTokens.at(-1) ?? ''
  }
}

async function reclassifyBatch(
  queries: Queries,
  posting: ImportPosting,
  claimTokens: readonly string[],
  categories: DenialCategories,
): Promise<void> {
  const records = await readRemittanceClaims(queries, claimTokens)
  const classified = records.map((record) => classifyAgain(record, categories))
  const changed = classified.filter(
    ({ before, after }) =>
      JSON.stringify([before.denial, before.codes]) !== JSON.stringify([after.denial, after.codes]),
  )
  await storeClassified(queries, classified)
  if (changed.length === 0) return
  const changedTokens = new Set(changed.flatMap(({ after }) => after.claimToken ?? []))
  const ofChanged = classified.filter(
    ({ after: { claimToken } }) => claimToken !== null && changedTokens.has(claimToken),
  )
  await storeAnswers(queries, [...changedTokens], ofChanged)
  await posting.deriveAgain([...changedTokens])
}

interface Classified {
  readonly before: RemittanceClaimRecord
  readonly after: RemittanceClaimRecord
  /** Null: the payer has not decided. */
  readonly outcome: ClaimAnswer['outcome'] | null
}

function classifyAgain(before: RemittanceClaimRecord, categories: DenialCategories): Classified {
  const { stated, identity, paidCents } = before
  const classification = classifyClaim(stated.claim, categories, identity.payer)
  const outcome = outcomeOf(stated.claim, classification)
  const denial = statedDenialOf(stated, identity.payer, classification)
  const codes = codesOf(classification)
  if (before.kind === 'reversed') return { before, after: { ...before, codes }, outcome }
  return { before, after: { ...before, kind: answeredKind(denial, paidCents), denial, codes }, outcome }
}

async function storeClassified(queries: Queries, classified: readonly Classified[]): Promise<void> {
  const rows = classified.flatMap(({ after: { claimToken, importNo, position, kind, denial, codes } }) =>
    claimToken === null || kind === 'reversed'
      ? []
      : [{ claimToken, importNo, position, kind, stated: jsonOf(denial), ...codes }],
  )
  if (rows.length === 0) return
  const columns = ['kind', 'stated', 'reducedCents', 'patientShareCents', 'pendingCarcs', 'undecidedCarcs'] as const
  await queries.query(bulkUpdate(remittanceClaims, ['claimToken', 'importNo', 'position'], columns, rows))
}

/** Finds the first answers to these claims again. */
async function storeAnswers(
  queries: Queries,
  claimTokens: readonly string[],
  classified: readonly Classified[],
): Promise<void> {
  await queries.query(sql`delete from claims where claim_token = any(${tokens(claimTokens)})`)
  const answered = classified.filter(({ after }) => after.kind !== 'reversed')
  for (const [importNo, ofImport] of grouped(answered, ({ after }) => after.importNo)) {
    const answers = ofImport.flatMap(({ after, outcome }) => claimAnswerOf({ ...after, outcome }) ?? [])
    await storeFirstAnswers(queries, importNo, answers)
  }
}
