import { readdirSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { JournalLocked } from '../../../src/main/journal/errors.ts'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { journalKey } from '../../../src/main/journal/key-file.ts'
import { temporaryDirectory } from './support/directory.ts'
import { keyStore } from './support/key-store.ts'
import { openTestJournal } from './support/open.ts'
import { spanAt } from './support/records.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'

// The plain better-sqlite3 of the fallback runtime, which Node 24 cannot load: it answers nothing to a pragma it does not know.
const ciphers = vi.hoisted(() => ({ there: true }))
vi.mock('../../../src/main/journal/encryption.ts', async (original) => ({
  ...(await original<object>()),
  hasCiphers: () => ciphers.there,
}))

test('a runtime that cannot encrypt makes no key, and never says that it does', async () => {
  ciphers.there = false
  const directory = temporaryDirectory()
  expect(await journalKey(directory, keyStore(7), Date.now)).toEqual({ key: null, lost: false })
  expect(openTestJournal(directory, { key: Buffer.alloc(32, 1) }).encrypted).toBe(false)
  ciphers.there = true
})

test('it leaves a journal that another one encrypted as it is, and says which to start', async () => {
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

test('a key store that is not there at a start, as a keyring that is still locked, takes nothing along: the journal waits for it', async () => {
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
