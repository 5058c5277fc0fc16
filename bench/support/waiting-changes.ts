import { sql } from '../../src/server/database/sql.ts'

/** `select …`: how many changes of a tenant wait for the background work. */
export const waitingChanges = sql`select ((select count(*) from pending_batches) + (select count(*) from pending_touches)
  + (select count(*) from pending_touch_payers) + (select count(*) from dirty_claims))::int as waiting`
