import type { EpochMs } from '../../shared/contract/index.ts'
import type { Sealer } from '../sync/sealer.ts'
import { holdJournal, openJournal, type Journal } from './journal.ts'
import { journalKey } from './key-file.ts'
import { lastingJournal } from './lasting-journal.ts'

export interface AgentJournalOptions {
  readonly dataDirectory: string
  readonly clock: { now(): EpochMs }
  readonly sealer: Sealer
  readonly log: (level: 'warn', message: string) => void
}

/**
 * Opens the agent's journal: locks the directory, loads the key and encrypts where possible. A journal found damaged in use is
 * replaced, and `onReplaced` is called.
 * @throws as `openJournal`
 */
export const openAgentJournal = async (options: AgentJournalOptions, onReplaced: () => void): Promise<Journal> => {
  const { dataDirectory, clock, sealer, log } = options
  const lock = holdJournal(dataDirectory)
  const { key, lost } = await journalKey(dataDirectory, sealer, () => clock.now()).catch((error: unknown) => {
    lock.release()
    throw error
  })
  let opened = false
  const journal = lastingJournal(() => {
    // The first journal already holds the lock and releases it on close.
    const first = !opened
    opened = true
    return openJournal(dataDirectory, { clock, key, keyLost: lost && first, ...(first && { lock }) })
  }, onReplaced)
  if (!journal.encrypted) log('warn', `the journal is not encrypted: ${reasonForPlain(sealer)}`)
  return journal
}

const reasonForPlain = ({ protection }: Sealer): string =>
  protection === 'os'
    ? 'this SQLite build cannot encrypt, or the disk is full'
    : 'without an operating system key store its key would be stored beside it'
