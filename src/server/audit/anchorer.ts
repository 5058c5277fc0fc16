import type { Database } from '../database/database.ts'
import type { AnchorFile } from './anchor-file.ts'
import { signedHead } from './head.ts'

/** Adds the head of a tenant's log to a file, where it is another one than before. @param file null: nothing is done */
export function anchorer(database: Database, file: AnchorFile | null, now: () => number): () => Promise<void> {
  let anchored = -1
  return async () => {
    if (file === null) return
    const head = await signedHead(database, now())
    if (head.seq === anchored) return
    await file.add(head)
    anchored = head.seq
  }
}
