import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import { imports } from '../../../src/server/database/schema/denials.ts'
import type { Sql } from '../../../src/server/database/sql.ts'

/** Import 1, of a remittance that added this many denials: denials that a test writes by itself have to be of an import. */
export const importRow = (name: string, added = 0): Sql =>
  bulkInsert(imports, ['importNo', 'name', 'contentHash'], [{ importNo: 1, name, contentHash: name }], {
    ...{ format: '835', importedAt: 0, importedBy: 'test', claims: added, fullDenials: added, partialDenials: 0 },
    ...{ reversals: 0, imbalances: 0, added, known: 0, updated: 0, unmatchedReversals: 0, deniedCents: 0 },
  })
