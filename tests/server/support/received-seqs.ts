import { sql } from '../../../src/server/database/sql.ts'

/** `from` item: every seq that was answered, with its journal. */
export const receivedSeqs = sql`(
  select journal, generate_series(first_seq, first_seq + octet_length(hashes) / 16 - 1) as seq from received
) received_seqs`
