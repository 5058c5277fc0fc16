/** Holds the journal of a directory until it is killed. */
import { openJournal } from '../../../../src/main/journal/journal.ts'
import { spanAt } from './records.ts'

const journal = openJournal(process.argv[2] ?? '')
journal.write((tx) => tx.append(spanAt(0)))
process.stdout.write('holding\n')
setInterval(() => journal.counts(), 1000)
