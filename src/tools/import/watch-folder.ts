import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ImportedFile } from '../../shared/contract/denials.ts'
import { Canceled, EndpointAway, sendFile } from './send-file.ts'
import type { ImportTarget } from './send-file.ts'

const POLL_EVERY_MS = 1_000
/** Retry interval while the endpoint is unreachable. */
const RETRY_EVERY_MS = 5_000

export interface Watching {
  readonly say: (line: string) => void
  /** When aborted, the current file is canceled and stays in place. */
  readonly signal: AbortSignal
  /** Default: one second. A file is complete if two polls find it unchanged. */
  readonly pollEveryMs?: number | undefined
  readonly retryEveryMs?: number | undefined
}

/** Reveals whether a file is still growing. */
interface FileState {
  readonly size: number
  readonly modified: number
}

/**
 * Imports files from a folder in order of their names until it is stopped. A file is sent first and moved afterwards; after a kill
 * in between it is sent again and answered as a duplicate.
 * @throws if the folder cannot be read or the endpoint denies access.
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

/** @returns whether the endpoint is unreachable; then no further file was moved. */
async function importComplete(
  files: readonly (readonly [name: string, state: FileState])[],
  folder: string,
  target: ImportTarget,
  { say, signal }: Watching,
): Promise<boolean> {
  for (const [name, state] of files) {
    if (signal.aborted) return false
    // Earlier files may have taken a while.
    if (!isUnchanged(state, await fileState(join(folder, name)))) continue
    try {
      const imported = await sendFile(join(folder, name), target, { signal })
      if (!isUnchanged(state, await fileState(join(folder, name)))) {
        say(`${name}: changed while it was sent; it will be sent again`)
        continue
      }
      if (imported.error === null) await moveTo(folder, name, 'done')
      else await moveTo(folder, name, 'failed', imported.error)
      say(wordsOf(imported))
    } catch (error) {
      if (error instanceof Canceled) return false
      if (!(error instanceof EndpointAway)) throw error
      say(`${error.message}; will retry`)
      return true
    }
  }
  return false
}

/** Files by name, without partial and hidden ones. */
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

/** The reason is written before the file is moved, so that a failed file always has one. */
async function moveTo(folder: string, name: string, target: 'done' | 'failed', reason?: string): Promise<void> {
  const free = await freeName(join(folder, target), name)
  if (reason !== undefined) {
    const note = await open(join(folder, target, `${free}.reason.txt`), 'w')
    await note.writeFile(`${reason.replaceAll('; ', '\n')}\n`)
    await note.sync()
    await note.close()
  }
  await rename(join(folder, name), join(folder, target, free))
}

/** `name`, or `name-2` if it exists; nothing is ever overwritten. */
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
  if (status === 'duplicate') return `${name}: already on file`
  return `${name}: imported, ${claims} ${claims === 1 ? 'claim' : 'claims'}, ${added} new, ${updated} changed`
}
