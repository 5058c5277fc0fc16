import { readdirSync } from 'node:fs'
import { afterAll, expect, test, vi } from 'vitest'
import { JournalLocked } from '../../../src/main/journal/errors.ts'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { journalKey } from '../../../src/main/journal/key-file.ts'
import { temporaryDirectory } from './support/directory.ts'
import { keyStore } from './support/key-store.ts'
import { openTestJournal } from './support/open.ts'
import { spanAt } from './support/records.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'

// Simulates the fallback runtime's plain better-sqlite3, which Node 24 cannot load: it answers nothing to an unknown pragma.
const ciphers = vi.hoisted(() => {
  // Other files of this process have loaded the real one.
  vi.resetModules()
  return { there: true }
})
vi.mock('../../../src/main/journal/encryption.ts', async (original) => ({
  ...(await original<object>()),
  hasCiphers: () => ciphers.there,
}))

afterAll(() => {
  vi.resetModules()
})

test('a runtime that cannot encrypt creates no key and does not claim to encrypt', async () => {
  ciphers.there = false
  const directory = temporaryDirectory()
  expect(await journalKey(directory, keyStore(7), Date.now)).toEqual({ key: null, lost: false })
  expect(openTestJournal(directory, { key: Buffer.alloc(32, 1) }).encrypted).toBe(false)
  ciphers.there = true
})

test('it leaves an encrypted journal untouched and names the build to start', async () => {
  const directory = temporaryDirectory()
  const { key } = await journalKey(directory, keyStore(7), Date.now)
  const journal = openTestJournal(directory, { key })
  journal.write((tx) => tx.append(spanAt(0)))
  journal.close()
  ciphers.there = false
  const kept = await journalKey(directory, keyStore(7), Date.now)
  expect(() => openJournal(directory, { key: kept.key, keyLost: kept.lost })).toThrow(JournalLocked)
  ciphers.there = true
  expect(readdirSync(directory).filter((name) => /damaged|lost/.test(name))).toEqual([])
  expect(openTestJournal(directory, { key }).counts().waiting).toBe(1)
})

test('a key store that is missing at a start, such as a locked keyring, loses nothing: the journal waits for it', async () => {
  const directory = temporaryDirectory()
  const { key } = await journalKey(directory, keyStore(7), Date.now)
  const journal = openTestJournal(directory, { key })
  journal.write((tx) => tx.append(spanAt(0)))
  journal.close()
  const before = readdirSync(directory)
  await expect(journalKey(directory, filePermissionSealer, Date.now)).rejects.toThrow(JournalLocked)
  expect(readdirSync(directory)).toEqual(before)
  const again = await journalKey(directory, keyStore(7), Date.now)
  expect(again.lost).toBe(false)
  expect(openTestJournal(directory, { key: again.key }).counts().waiting).toBe(1)
})
