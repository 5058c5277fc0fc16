import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Sealer } from './sealer.ts'

const identitySchema = z.object({
  endpointUrl: z.string(),
  tenantId: z.string(),
  deviceId: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** Ed25519, PKCS #8 DER in base64. Never leaves this computer. */
  privateKey: z.string(),
  /** Key for denial tokens, base64. */
  tokenKey: z.string(),
})
/** Who this device is to its endpoint, with its secrets. */
export type Identity = z.infer<typeof identitySchema>

/**
 * The identity is there but cannot be opened: another user's, a lost key store, a damaged file. The device must enrol
 * again.
 */
export class IdentityUnreadable extends Error {
  override readonly name = 'IdentityUnreadable'
}

export interface IdentityStore {
  readonly protection: Sealer['protection']
  /** Null when this device never enrolled. @throws IdentityUnreadable */
  load(): Promise<Identity | null>
  /** Whole or not at all: an earlier identity stays until the new one is on the disk. */
  save(identity: Identity): Promise<void>
  remove(): Promise<void>
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** One sealed file, readable by this user alone. */
export const openIdentityStore = (directory: string, sealer: Sealer): IdentityStore => {
  const file = join(directory, 'identity.sealed')
  return {
    protection: sealer.protection,
    async load() {
      let sealed: Uint8Array
      try {
        sealed = await readFile(file)
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
      try {
        return identitySchema.parse(JSON.parse(Buffer.from(await sealer.unseal(sealed)).toString('utf8')))
      } catch {
        // No cause: a parser's message could quote what it read.
        throw new IdentityUnreadable(
          `the identity of this device (${file}) cannot be opened; it must be enrolled again`,
        )
      }
    },
    async save(identity) {
      const sealed = await sealer.seal(Buffer.from(JSON.stringify(identitySchema.parse(identity)), 'utf8'))
      await mkdir(directory, { recursive: true, mode: 0o700 })
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
    },
    async remove() {
      await rm(file, { force: true })
    },
  }
}
