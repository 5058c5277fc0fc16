import { randomBytes } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSealed } from '../sync/sealed-file.ts'
import type { Sealer } from '../sync/sealer.ts'
import { foundAt, hasCiphers } from './encryption.ts'
import type { JournalKey } from './encryption.ts'
import { JournalLocked } from './errors.ts'

export interface FoundKey {
  /** Null: without a key store of the operating system a key would lie beside the journal, and protect nothing. */
  readonly key: JournalKey | null
  /** There was a key, and it cannot be opened any more: what it locked is lost with it. */
  readonly lost: boolean
}

const KEY_BYTES = 32

/**
 * The journal's key: random, made at the first start, sealed by the operating system. One that cannot be opened (another user's, a key store that
 * is gone) is moved aside, in case it can be opened again some day, and a new one made. While there is no key store at all nothing is moved: it may only be
 * late, as a keyring that is still locked at log-in.
 * @param now epoch ms, for the name of a file moved aside
 * @throws JournalLocked
 */
export const journalKey = async (directory: string, sealer: Sealer, now: () => number): Promise<FoundKey> => {
  const file = join(directory, 'journal.key.sealed')
  const kept = existsSync(file)
  const locked = foundAt(join(directory, 'journal.db')) === 'unreadable'
  if (kept && locked && sealer.protection !== 'os') {
    throw new JournalLocked(
      "the journal is encrypted, and the operating system's key store is not there to open it: start the agent again when it is",
    )
  }
  if (kept) {
    const key = await readFile(file)
      .then((sealed) => sealer.unseal(sealed))
      .catch(() => null)
    if (key?.length === KEY_BYTES && sealer.protection === 'os') return { key, lost: false }
    renameSync(file, join(directory, `journal.key.lost-${new Date(now()).toISOString().replaceAll(':', '-')}.sealed`))
  }
  // A runtime that cannot encrypt makes no key: one that is there says that the journal was written by one that can.
  if (sealer.protection !== 'os' || !hasCiphers()) return { key: null, lost: kept }
  const key = new Uint8Array(randomBytes(KEY_BYTES))
  await writeSealed(file, sealer, key)
  return { key, lost: kept || locked }
}
