import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import { z } from 'zod'

/** A lock not renewed for this long belongs to nobody: its holder was killed. */
const STALE_AFTER_MS = 5_000
const RENEW_EVERY_MS = 1_000

const holderSchema = z.object({ pid: z.number().int().positive(), host: z.string(), since: z.string() })
type Holder = z.infer<typeof holderSchema>

/** Another process has the data directory. Its message names the directory and, where known, the process. */
export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse'
  constructor(folder: string, holder: Holder | null) {
    super(
      holder
        ? `The data directory ${folder} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}.`
        : `The data directory ${folder} is in use by another process.`,
    )
  }
}

export interface DataLock {
  release(): Promise<void>
}

/**
 * Makes `folder` when it is missing and takes it for this process; the embedded store has no lock of its own, and two processes would
 * destroy it. After a `kill -9` of the last holder this waits until its lock is stale (at most 5 s).
 * @param onLost another process took the lock away, or its folder is gone: stop writing at once.
 * @throws DataDirectoryInUse when a living process has it; then nothing in it has been changed.
 */
export async function lockDataDirectory(folder: string, onLost: (error: Error) => void): Promise<DataLock> {
  const path = resolve(folder)
  await mkdir(path, { recursive: true })
  const holderFile = join(path, 'endpoint.pid')
  const release = await acquire(path, holderFile, onLost)
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  await writeFile(holderFile, JSON.stringify(holder))
  return {
    release: async () => {
      await rm(holderFile, { force: true })
      await release()
    },
  }
}

async function acquire(path: string, holderFile: string, onLost: (error: Error) => void): Promise<() => Promise<void>> {
  const deadline = Date.now() + STALE_AFTER_MS + 2 * RENEW_EVERY_MS
  for (;;) {
    try {
      return await lockfile.lock(path, {
        lockfilePath: join(path, 'endpoint.lock'),
        stale: STALE_AFTER_MS,
        update: RENEW_EVERY_MS,
        onCompromised: onLost,
      })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error
      const holder = await readHolder(holderFile)
      if (!holder || isAlive(holder) || Date.now() > deadline) throw new DataDirectoryInUse(path, holder)
    }
    await sleep(200)
  }
}

async function readHolder(holderFile: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(holderFile, 'utf8')))
  } catch {
    return null
  }
}

/** A process on another host cannot be asked; its lock must become stale by itself. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
