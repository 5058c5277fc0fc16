import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AnchorFile, readAnchors } from '../../src/server/audit/anchor-file.ts'
import { openDeletionsFile } from '../../src/server/people/deletions.ts'

// An endpoint that is killed while it writes a line outside the database leaves half of it.

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchledger-torn-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('half a deletion is left out, and the next one is read', () => {
  const path = join(folder, 'deletions.jsonl')
  const file = openDeletionsFile(path)
  const deletion = (personId: string) => ({ personId, accountIds: [], deviceIds: [], keyHashes: [], deletedAt: 5 })
  file.add('default', deletion('user-1'))
  appendFileSync(path, '{"tenant":"default","personId":"us')
  file.add('default', deletion('user-3'))
  expect(file.of('default').map(({ personId }) => personId)).toEqual(['user-1', 'user-3'])
})

test('half an anchor is left out, and the next one is read: nobody changed the file by hand', async () => {
  const path = join(folder, 'anchors.jsonl')
  const file = await AnchorFile.open(path)
  const head = (seq: number) => {
    const signed = { hash: 'a'.repeat(64), key: 'A'.repeat(43), signature: 'A'.repeat(86) }
    return { tenantId: 'default', seq, at: 5, ...signed }
  }
  await file.add(head(1))
  appendFileSync(path, '{"tenantId":"default","se')
  await file.add(head(3))
  expect((await readAnchors(path)).map((anchor) => anchor.head.seq)).toEqual([1, 3])
})
