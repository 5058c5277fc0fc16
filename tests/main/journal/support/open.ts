import { onTestFinished } from 'vitest'
import { type Journal, type JournalOptions, openJournal } from '../../../../src/main/journal/journal.ts'
import { temporaryDirectory } from './directory.ts'

/** A journal that closes when the test ends. */
export const openTestJournal = (directory = temporaryDirectory(), options: JournalOptions = {}): Journal => {
  const journal = openJournal(directory, options)
  onTestFinished(() => journal.close())
  return journal
}
