/** Fills the file system of a directory through the journal, then frees some space and continues. Prints the result as JSON. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JournalFull } from '../../../src/main/journal/errors.ts'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { spanAt } from '../../main/journal/support/records.ts'

const directory = process.argv[2] ?? ''
const ballast = join(directory, 'ballast')
writeFileSync(ballast, Buffer.alloc(400_000))
const journal = openJournal(directory)
const tenSpans = (from: number) =>
  journal.write((tx) => {
    for (let i = 0; i < 10; i++) tx.append(spanAt(from + i))
    tx.checkpoint([spanAt(from + 10)])
    return from + 10
  })

let kept = 0
let failure: unknown
try {
  while (kept < 1e6) kept = tenSpans(kept)
} catch (error) {
  failure = error
}
const openWhenFull = journal.openSpans()
const waitingWhenFull = journal.counts().waiting
rmSync(ballast)
const afterwards = tenSpans(kept)
journal.close()
const reopened = openJournal(directory)
process.stdout.write(
  JSON.stringify({
    full: failure instanceof JournalFull,
    kept,
    waitingWhenFull,
    checkpointKept: openWhenFull[0]?.startedAt === spanAt(kept).startedAt,
    afterwards: afterwards - kept,
    reopened: { recovered: reopened.recovered, waiting: reopened.counts().waiting },
  }),
)
reopened.close()
