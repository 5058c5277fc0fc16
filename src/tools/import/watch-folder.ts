import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ImportedFile } from '../../shared/contract/denials.ts'
import { Canceled, EndpointAway, sendFile, type ImportTarget } from './send-file.ts'

const LOOK_EVERY_MS = 1_000
/** While the endpoint is away. */
const RETRY_EVERY_MS = 5_000

export interface Watching {
  readonly say: (line: string) => void
  /** Aborts; the current file stays where it is. */
  readonly signal: AbortSignal
  /** Default: a second. A file is complete when it did not change between two looks. */
  readonly lookEveryMs?: number | undefined
  readonly retryEveryMs?: number | undefined
}

/** Detects whether a file still grows. */
interface Look {
  readonly size: number
  readonly modified: number
}

/**
 * Imports the files of a folder in order of name, until it is stopped. A file is moved after it was sent: if the process dies in between,
 * it is sent again and the endpoint reports a duplicate.
 * @throws when the folder cannot be read or the endpoint rejects the token
 */
export async function watchFolder(folder: string, target: ImportTarget, watching: Watching): Promise<void> {
  const { say, signal, lookEveryMs = LOOK_EVERY_MS, retryEveryMs = RETRY_EVERY_MS } = watching
  await Promise.all([
    mkdir(join(folder, 'done'), { recursive: true }),
    mkdir(join(folder, 'failed'), { recursive: true }),
  ])
  say(`watching ${folder}`)
  let before = new Map<string, Look>()
  while (!signal.aborted) {
    const now = await lookAt(folder)
    const complete = [...now].filter(([name, look]) => isSameLook(before.get(name), look))
    before = now
    const isAway = await importFiles(complete.sort(byName), folder, target, watching)
    await wait(isAway ? retryEveryMs : lookEveryMs, undefined, { signal }).catch(() => {})
  }
}

/** @returns whether the endpoint is unavailable; then no more files were moved */
async function importFiles(
  files: readonly (readonly [name: string, look: Look])[],
  folder: string,
  target: ImportTarget,
  { say, signal }: Watching,
): Promise<boolean> {
  for (const [name, look] of files) {
    if (signal.aborted) return false
    // The files before it may have taken a while.
    if (!isSameLook(look, await lookAtFile(join(folder, name)))) continue
    try {
      const imported = await sendFile(join(folder, name), target, { signal })
      if (!isSameLook(look, await lookAtFile(join(folder, name)))) {
        say(`${name}: changed while it was sent; trying again`)
        continue
      }
      if (imported.error === null) await moveTo(folder, name, 'done')
      else await moveTo(folder, name, 'failed', imported.error)
      say(textOf(imported))
    } catch (error) {
      if (error instanceof Canceled) return false
      if (!(error instanceof EndpointAway)) throw error
      say(`${error.message}; waiting`)
      return true
    }
  }
  return false
}

/** Files by name, without hidden ones and those that are still written under a temporary name. */
async function lookAt(folder: string): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>()
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || /^\.|\.(part|tmp)$/i.test(entry.name)) continue
    const look = await lookAtFile(join(folder, entry.name))
    if (look) looks.set(entry.name, look)
  }
  return looks
}

async function lookAtFile(path: string): Promise<Look | null> {
  const found = await stat(path).catch(() => null)
  return found && { size: found.size, modified: found.mtimeMs }
}

function byName([one]: readonly [string, Look], [other]: readonly [string, Look]): number {
  return one < other ? -1 : 1
}

function isSameLook(before: Look | undefined, now: Look | null): boolean {
  return before !== undefined && now !== null && before.size === now.size && before.modified === now.modified
}

/** The reason is written before the file is moved, so that a failed file always has one. */
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

/** `name`, or `name-2` if it exists; files are never overwritten. */
async function freeName(folder: string, name: string): Promise<string> {
  const there = new Set(await readdir(folder))
  const extension = extname(name)
  const stem = name.slice(0, name.length - extension.length)
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${stem}-${number}${extension}`
    if (!there.has(candidate)) return candidate
  }
}

function textOf({ name, status, error, claims, added, updated }: ImportedFile): string {
  if (error !== null) return `${name}: refused: ${error}`
  if (status === 'duplicate') return `${name}: already imported`
  return `${name}: imported, ${claims} claims, ${added} new, ${updated} changed`
}
