import { randomBytes } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSealed } from '../sync/sealed-file.ts'
import type { Sealer } from '../sync/sealer.ts'
import { foundAt, hasCiphers, type JournalKey } from './encryption.ts'
import { JournalLocked } from './errors.ts'

export interface FoundKey {
  /** Null without an operating system key store: a key stored beside the journal would protect nothing. */
  readonly key: JournalKey | null
  /** An earlier key exists but cannot be opened, so the data it locked is lost. */
  readonly lost: boolean
}

const KEY_BYTES = 32

/**
 * Loads the journal's key, or creates a random one that the operating system seals. A key that cannot be opened is moved aside and
 * replaced, but not while the key store is missing: a keyring may still be locked at sign-in.
 * @param now epoch ms, for the name of a file moved aside
 * @throws JournalLocked
 */
export const journalKey = async (directory: string, sealer: Sealer, now: () => number): Promise<FoundKey> => {
  const file = join(directory, 'journal.key.sealed')
  const kept = existsSync(file)
  const locked = foundAt(join(directory, 'journal.db')) === 'unreadable'
  if (kept && locked && sealer.protection !== 'os') {
    throw new JournalLocked(
      "the journal is encrypted, and the operating system's key store is not available: unlock it and start the agent again",
    )
  }
  if (kept) {
    const key = await readFile(file)
      .then((sealed) => sealer.unseal(sealed))
      .catch(() => null)
    if (key?.length === KEY_BYTES && sealer.protection === 'os') return { key, lost: false }
    renameSync(file, join(directory, `journal.key.lost-${new Date(now()).toISOString().replaceAll(':', '-')}.sealed`))
  }
  // A runtime that cannot encrypt creates no key: an existing key proves that an encrypting build wrote the journal.
  if (sealer.protection !== 'os' || !hasCiphers()) return { key: null, lost: kept }
  const key = new Uint8Array(randomBytes(KEY_BYTES))
  await writeSealed(file, sealer, key)
  return { key, lost: kept || locked }
}
