import type { EpochMs } from '../../shared/contract/index.ts'
import type { Sealer } from '../sync/sealer.ts'
import { holdJournal, openJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import { journalKey } from './key-file.ts'
import { lastingJournal } from './lasting-journal.ts'

export interface AgentJournalOptions {
  readonly dataDirectory: string
  readonly clock: { now(): EpochMs }
  readonly sealer: Sealer
  readonly log: (level: 'warn', message: string) => void
}

/**
 * The journal as the agent has it: the directory taken, the key fetched, encrypted where that can be done, and begun anew when it is found damaged
 * while in use; `onReplaced` is told of that.
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
    // The first one has the lock already, and gives it back when it closes.
    const first = !opened
    opened = true
    return openJournal(dataDirectory, { clock, key, keyLost: lost && first, ...(first && { lock }) })
  }, onReplaced)
  if (!journal.encrypted) log('warn', `the journal is not encrypted: ${plainBecause(sealer)}`)
  return journal
}

const plainBecause = ({ protection }: Sealer): string =>
  protection === 'os'
    ? 'the SQLite at hand cannot, or there was no room for it'
    : 'without a key store of the operating system its key would lie beside it'
