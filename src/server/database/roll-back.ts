import type { Database, Queries } from './database.ts'

/** What work in a transaction would come to: it runs and is rolled back. */
export async function rolledBack<Result>(
  database: Database,
  work: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const results: Result[] = []
  const done = new Error('rolled back')
  await database
    .transaction(async (queries) => {
      results.push(await work(queries))
      throw done
    })
    .catch((error: unknown) => {
      if (error !== done) throw error
    })
  const [result] = results
  if (result === undefined) throw new Error('the transaction was not rolled back')
  return result
}
