/**
 * Writes like the agent, as fast as it can, until it is killed. One transaction closes a span with its touch and hidden tag and
 * moves the checkpoint. After each commit it prints the last seq, unbuffered.
 */
import { writeSync } from 'node:fs'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { spanAt, tagOf, touchAt } from '../../main/journal/support/records.ts'

const journal = openJournal(process.argv[2] ?? '')
let round = (journal.newest({ limit: 1 })[0]?.record.seq ?? 0) / 3
for (;;) {
  const span = spanAt(round * 1000)
  const last = journal.write((tx) => {
    const seq = tx.append(span)
    tx.append(touchAt(round * 1000, 1000))
    tx.checkpoint([spanAt((round + 1) * 1000)])
    return tx.append(tagOf(seq, span))
  })
  writeSync(1, `${last}\n`)
  if (round % 7 === 0) journal.acknowledge({ through: last - 3, rejected: [] })
  if (round % 50 === 0) journal.syncToDisk()
  round += 1
}
