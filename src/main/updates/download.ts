import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sha512Of } from '../../host/file-hash.ts'
import type { ReleaseFile } from '../../shared/contract/releases.ts'
import { fileFault, UpdateFailure } from './failure.ts'

/** A download without a byte for this long is broken off, and goes on the next time, ms. */
const SILENCE_MS = 60_000

/** Asks for a file from a byte on. */
export type LoadFrom = (from: number, signal: AbortSignal) => Promise<Response>

/**
 * Loads a file of a release into a folder that holds nothing else, going on where an earlier try broke off, and checks it.
 * @returns its path
 * @throws UpdateFailure `unreachable` where the rest may come next time, `damaged` where it is not what was signed, `disk_full`, `read_only`
 */
export async function download(
  folder: string,
  file: Pick<ReleaseFile, 'name' | 'size' | 'sha512'>,
  load: LoadFrom,
  ended: AbortSignal,
  silenceMs = SILENCE_MS,
): Promise<string> {
  const path = join(folder, file.name)
  // By content: a release of the same name that was made anew shares no byte with this one.
  const part = join(folder, `${file.sha512.slice(0, 16)}.part`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(folder)) {
      if (join(folder, name) !== part && join(folder, name) !== path)
        await rm(join(folder, name), { recursive: true, force: true })
    }
    if ((await sizeOf(path)) === file.size && (await sha512Of(path)) === file.sha512) return path
    if ((await sizeOf(part)) < file.size) await receive(part, file.size, load, ended, silenceMs)
    if ((await sizeOf(part)) !== file.size || (await sha512Of(part)) !== file.sha512) {
      await rm(part, { force: true })
      throw new UpdateFailure('damaged')
    }
    await rename(part, path)
    return path
  } catch (error) {
    const fault = fileFault(error)
    // What there is would keep others from writing, and does not fit anyway.
    if (fault.why === 'disk_full') await rm(part, { force: true }).catch(() => {})
    throw fault
  }
}

async function receive(part: string, size: number, load: LoadFrom, ended: AbortSignal, silenceMs: number) {
  const from = await sizeOf(part)
  const silent = new AbortController()
  let timer = setTimeout(() => silent.abort(), silenceMs)
  const unreachable = (error: unknown) => new UpdateFailure('unreachable', error)
  try {
    const signal = AbortSignal.any([ended, silent.signal])
    const response = await load(from, signal).catch((error: unknown) => Promise.reject(unreachable(error)))
    if ((response.status !== 200 && response.status !== 206) || response.body === null)
      throw unreachable(response.status)
    const goesOn = response.status === 206
    const handle = await open(part, goesOn ? 'a' : 'w', 0o600)
    try {
      let has = goesOn ? from : 0
      const reader = response.body.getReader()
      for (;;) {
        const { done, value } = await reader.read().catch((error: unknown) => Promise.reject(unreachable(error)))
        if (done) break
        clearTimeout(timer)
        timer = setTimeout(() => silent.abort(), silenceMs)
        has += value.length
        if (has > size) {
          await reader.cancel().catch(() => {})
          break
        }
        await handle.appendFile(value)
      }
      // Before the name says that it is whole.
      await handle.sync()
      if (has < size) throw unreachable('cut off')
      if (has > size) {
        await handle.truncate(0)
        throw new UpdateFailure('damaged')
      }
    } finally {
      await handle.close()
    }
  } finally {
    clearTimeout(timer)
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )
