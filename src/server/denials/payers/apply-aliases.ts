import type { PayerSettings } from '../../../shared/contract/settings.ts'
import { comparablePayer } from '../../../shared/denials/index.ts'
import type { Queries } from '../../database/database.ts'
import { hexOf, sql } from '../../database/sql.ts'
import { problem } from '../../errors/problem.ts'
import type { Author } from '../../audit/entry.ts'
import { postAgain, type StoredClaim } from '../post-again.ts'
import { tenantTokens } from '../tokens.ts'
import { readPayers, renamePayers, storePayers } from './payers-store.ts'

/**
 * For `writeSettings`: joins what is on file under the names that are aliases now, and posts the claims of these payers again, so that a denial
 * that was kept under two names is one. A name that is no alias any more stays joined: what it stood for is not known.
 * The function throws HttpProblem 422 `bad_settings` for names that cannot be told apart.
 */
export function applyPayerAliases(_author: Author) {
  return async (queries: Queries, _before: unknown, after: unknown): Promise<void> => {
    const { aliases } = after as PayerSettings
    checkAliases(aliases)
    const directory = await readPayers(queries)
    const joined = aliases.flatMap(({ payer, names }) => directory.join(payer, names))
    await renamePayers(queries, joined)
    await storePayers(queries, directory)
    if (joined.length === 0) return
    const payers = [...new Set(joined.map(({ to }) => to))]
    const claims = await queries.query<StoredClaim>(
      sql`select distinct on (claim_token) ${hexOf(sql`claim_token`)} as "claimToken", claim_ref as "claimRef" from denials
        where payer = any(${payers}::text[]) and claim_token is not null order by claim_token, denial_no`,
    )
    await postAgain(queries, claims, await tenantTokens(queries))
  }
}

/**
 * That each name means something as names are compared, and belongs to one payer. What was saved before is read without this check, so that it
 * can be changed.
 */
function checkAliases(aliases: PayerSettings['aliases']): void {
  const owners = new Map<string, number>()
  const errors = aliases.flatMap(({ payer, names }, place) => [
    ...(comparablePayer(payer) === '' ? [{ pointer: `/aliases/${place}/payer`, detail: MEANS_NOTHING }] : []),
    ...names.flatMap((name, nameNo) => {
      const pointer = `/aliases/${place}/names/${nameNo}`
      const comparable = comparablePayer(name)
      if (comparable === '') return [{ pointer, detail: MEANS_NOTHING }]
      const owner = owners.get(comparable) ?? place
      owners.set(comparable, owner)
      return owner === place ? [] : [{ pointer, detail: `is a name of ${aliases[owner]?.payer ?? ''} already` }]
    }),
  ])
  if (errors.length === 0) return
  throw problem(422, 'bad_settings', 'The payers settings have errors; nothing was changed.', {
    errors: errors.slice(0, 20),
  })
}

const MEANS_NOTHING = 'has no letter or digit to compare names by'
