import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ImportedFile } from '../../shared/contract/denials.ts'
import { Cancelled, EndpointAway, sendFile } from './send-file.ts'
import type { ImportTarget } from './send-file.ts'

const POLL_EVERY_MS = 1_000
/** While the endpoint is away. */
const RETRY_EVERY_MS = 5_000

export interface Watching {
  readonly say: (line: string) => void
  /** Aborted, the file under way is let go of and stays where it is. */
  readonly signal: AbortSignal
  /** Left out: a second. A file is complete when it did not change between two looks. */
  readonly pollEveryMs?: number | undefined
  readonly retryEveryMs?: number | undefined
}

/** What tells whether a file still grows. */
interface FileState {
  readonly size: number
  readonly modified: number
}

/**
 * Imports what is put into a folder, in the order of names, until it is told to stop. A file is sent first and moved then: killed in
 * between, it is sent again, and the endpoint answers that it knows it.
 * @throws when the folder cannot be read or the endpoint does not let the caller in.
 */
export async function watchFolder(folder: string, target: ImportTarget, watching: Watching): Promise<void> {
  const { say, signal, pollEveryMs = POLL_EVERY_MS, retryEveryMs = RETRY_EVERY_MS } = watching
  await Promise.all([
    mkdir(join(folder, 'done'), { recursive: true }),
    mkdir(join(folder, 'failed'), { recursive: true }),
  ])
  say(`watching ${folder}`)
  let before = new Map<string, FileState>()
  while (!signal.aborted) {
    const now = await folderState(folder)
    const complete = [...now].filter(([name, state]) => isUnchanged(before.get(name), state))
    before = now
    const isAway = await importComplete(complete.sort(byName), folder, target, watching)
    await wait(isAway ? retryEveryMs : pollEveryMs, undefined, { signal }).catch(() => {})
  }
}

/** @returns whether the endpoint is away; then nothing more was moved. */
async function importComplete(
  files: readonly (readonly [name: string, state: FileState])[],
  folder: string,
  target: ImportTarget,
  { say, signal }: Watching,
): Promise<boolean> {
  for (const [name, state] of files) {
    if (signal.aborted) return false
    // The ones before it may have taken a while.
    if (!isUnchanged(state, await fileState(join(folder, name)))) continue
    try {
      const imported = await sendFile(join(folder, name), target, { signal })
      if (!isUnchanged(state, await fileState(join(folder, name)))) {
        say(`${name}: changed while it was sent; it is looked at again`)
        continue
      }
      if (imported.error === null) await moveTo(folder, name, 'done')
      else await moveTo(folder, name, 'failed', imported.error)
      say(wordsOf(imported))
    } catch (error) {
      if (error instanceof Cancelled) return false
      if (!(error instanceof EndpointAway)) throw error
      say(`${error.message}; waiting`)
      return true
    }
  }
  return false
}

/** Files by name, without those that are being written under another name and those a system hides. */
async function folderState(folder: string): Promise<Map<string, FileState>> {
  const states = new Map<string, FileState>()
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || /^\.|\.(part|tmp)$/i.test(entry.name)) continue
    const state = await fileState(join(folder, entry.name))
    if (state) states.set(entry.name, state)
  }
  return states
}

async function fileState(path: string): Promise<FileState | null> {
  const found = await stat(path).catch(() => null)
  return found && { size: found.size, modified: found.mtimeMs }
}

function byName([one]: readonly [string, FileState], [other]: readonly [string, FileState]): number {
  return one < other ? -1 : 1
}

function isUnchanged(before: FileState | undefined, now: FileState | null): boolean {
  return before !== undefined && now !== null && before.size === now.size && before.modified === now.modified
}

/** The reason is on the disk before the file is moved: a failed file never lies there without one. */
async function moveTo(folder: string, name: string, place: 'done' | 'failed', reason?: string): Promise<void> {
  const free = await freeName(join(folder, place), name)
  if (reason !== undefined) {
    const note = await open(join(folder, place, `${free}.reason.txt`), 'w')
    await note.writeFile(`${reason.replaceAll('; ', '\n')}\n`)
    await note.sync()
    await note.close()
  }
  await rename(join(folder, name), join(folder, place, free))
}

/** `name`, or where one of it is there already `name-2`; what came before is never written over. */
async function freeName(folder: string, name: string): Promise<string> {
  const there = new Set(await readdir(folder))
  const extension = extname(name)
  const stem = name.slice(0, name.length - extension.length)
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${stem}-${number}${extension}`
    if (!there.has(candidate)) return candidate
  }
}

function wordsOf({ name, status, error, claims, added, updated }: ImportedFile): string {
  if (error !== null) return `${name}: refused: ${error}`
  if (status === 'duplicate') return `${name}: known already`
  return `${name}: imported, ${claims} claims, ${added} new, ${updated} changed`
}
