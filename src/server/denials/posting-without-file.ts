import type { Queries } from '../database/database.ts'
import type { Author } from '../audit/entry.ts'
import { ImportTally } from './entries.ts'
import { ImportPosting } from './import-posting.ts'
import { readNextDenialNo } from './ledger-store.ts'
import { PayerDirectory } from './payers/payer-directory.ts'
import { readPostingSettings } from './posting-settings.ts'

/** For claims that are derived again, as after a change by a person: no file is posted, so that no token or payer is looked up. */
export async function postingWithoutFile(
  queries: Queries,
  { by, byAccount = null, now }: Author,
): Promise<ImportPosting> {
  return new ImportPosting(queries, new ImportTally(), {
    source: { importNo: 0, contentHash: '', by, byAccount, now },
    tokens: () => null,
    payers: new PayerDirectory([]),
    firstDenialNo: await readNextDenialNo(queries),
    ...(await readPostingSettings(queries)),
  })
}
