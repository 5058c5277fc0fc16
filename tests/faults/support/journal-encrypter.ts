/** Opens the journal of a directory with a key (hex), prints a line and closes it. */
import { writeSync } from 'node:fs'
import { openJournal } from '../../../src/main/journal/journal.ts'

const [directory = '', key = ''] = process.argv.slice(2)
writeSync(1, 'opening\n')
const journal = openJournal(directory, { key: Buffer.from(key, 'hex') })
writeSync(1, `opened ${journal.encrypted}\n`)
journal.close()
