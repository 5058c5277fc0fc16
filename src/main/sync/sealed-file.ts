import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Sealer } from './sealer.ts'

/** Seals bytes into a file that only this user can read. Atomic, and on disk when it resolves. */
export const writeSealed = async (file: string, sealer: Sealer, content: Uint8Array): Promise<void> => {
  const sealed = await sealer.seal(content)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${process.pid}.new`
  try {
    await rm(fresh, { force: true })
    const handle = await open(fresh, 'wx', 0o600)
    try {
      await handle.writeFile(sealed)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(fresh, file)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}
