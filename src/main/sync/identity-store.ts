import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type KeyPair, makeKeyPair } from './key-pair.ts'
import { writeSealed } from './sealed-file.ts'
import type { Sealer } from './sealer.ts'

const identitySchema = z.object({
  endpointUrl: z.string(),
  tenantId: z.string(),
  deviceId: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** Left out where the endpoint knows none. */
  email: z.string().optional(),
  /** Ed25519, PKCS #8 DER in base64. Never leaves this computer. */
  privateKey: z.string(),
  /** Left out: not known, so it is changed soon. */
  keyMadeAt: z.number().optional(),
  /** The private key before this one, for an endpoint that is restored from before it was changed. The endpoint refuses it otherwise. */
  previousKey: z.string().optional(),
  /** Key for claim tokens, base64. */
  tokenKey: z.string(),
  /** Public key that the endpoint signs rules with, base64url. A device that has none enrolled with a version before it, and enrolls again. */
  rulesKey: z.string(),
})
/** This device's identity at its endpoint, with its secrets. */
export type Identity = z.infer<typeof identitySchema>

const askingSchema = z.object({ endpointUrl: z.string(), code: z.string() })
/** With what a device that is not enrolled yet asks. */
export type Asking = z.infer<typeof askingSchema>

/** The identity exists but cannot be opened: another user's, a lost key store, a damaged file. The device must enroll again. */
export class IdentityUnreadable extends Error {
  override readonly name = 'IdentityUnreadable'
}

export interface IdentityStore {
  readonly protection: Sealer['protection']
  /** Null if this device never enrolled. @throws IdentityUnreadable */
  load(): Promise<Identity | null>
  /**
   * The key pair to enroll with, stored before the request is sent. If the agent is killed or the answer is lost, the next attempt
   * with the same code still gets its identity.
   */
  keyPairForEnrollment(): Promise<KeyPair>
  /** Atomic: an earlier identity stays until the new one is on disk. */
  save(identity: Identity): Promise<void>
  remove(): Promise<void>
  /** Null: the device asks for nothing, or what it waits for cannot be opened. */
  waiting(): Promise<Asking | null>
  keepWaiting(asking: Asking): Promise<void>
  dropWaiting(): Promise<void>
  /** A key pair that the endpoint may know already, as the process ended while it was told; null: none. */
  nextKeyPair(): Promise<KeyPair | null>
  /** Stored before the endpoint hears of it. */
  makeNextKeyPair(): Promise<KeyPair>
  dropNextKeyPair(): Promise<void>
  /** Atomic, as `save`. */
  saveKey(identity: Identity): Promise<void>
}

const fileErrorCode = (error: unknown): unknown =>
  error instanceof Error && 'syscall' in error && 'code' in error ? error.code : undefined
const isMissing = (error: unknown): boolean => fileErrorCode(error) === 'ENOENT'
/** The file could not be read, which says nothing about its content. */
const isRefused = (error: unknown): boolean => fileErrorCode(error) !== undefined

const keyPairSchema = z.object({ publicKey: z.string(), privateKey: z.string() })

const asBytes = (content: unknown): Uint8Array => Buffer.from(JSON.stringify(content), 'utf8')

const readSealed = async (file: string, sealer: Sealer): Promise<unknown> =>
  JSON.parse(Buffer.from(await sealer.unseal(await readFile(file))).toString('utf8'))

/** Null: there is none, or it cannot be opened. */
const readKept = async <Kept>(file: string, sealer: Sealer, schema: z.ZodType<Kept>): Promise<Kept | null> =>
  schema.safeParse(await readSealed(file, sealer).catch(() => null)).data ?? null

/** One sealed file, and others while the device enrolls, waits for an approval or changes its key. Only this user can read them. */
export const openIdentityStore = (directory: string, sealer: Sealer): IdentityStore => {
  const file = join(directory, 'identity.sealed')
  const keyFile = join(directory, 'enrolling.sealed')
  const nextFile = join(directory, 'next-key.sealed')
  const waitingFile = join(directory, 'waiting.sealed')
  return {
    protection: sealer.protection,
    async load() {
      try {
        return identitySchema.parse(await readSealed(file, sealer))
      } catch (error) {
        if (isMissing(error)) return null
        if (isRefused(error)) throw error
        // No cause: a parser's message could quote the file.
        throw new IdentityUnreadable(`the identity of this device (${file}) cannot be opened: enroll the device again`)
      }
    },
    async keyPairForEnrollment() {
      const kept = await readKept(keyFile, sealer, keyPairSchema)
      if (kept) return kept
      const made = makeKeyPair()
      await writeSealed(keyFile, sealer, asBytes(made))
      return made
    },
    async save(identity) {
      await writeSealed(file, sealer, asBytes(identitySchema.parse(identity)))
      for (const each of [keyFile, waitingFile]) await rm(each, { force: true })
    },
    async remove() {
      for (const each of [file, keyFile, nextFile, waitingFile]) await rm(each, { force: true })
    },
    waiting: () => readKept(waitingFile, sealer, askingSchema),
    keepWaiting: (asking) => writeSealed(waitingFile, sealer, asBytes(asking)),
    dropWaiting: () => rm(waitingFile, { force: true }),
    nextKeyPair: () => readKept(nextFile, sealer, keyPairSchema),
    async makeNextKeyPair() {
      const made = makeKeyPair()
      await writeSealed(nextFile, sealer, asBytes(made))
      return made
    },
    dropNextKeyPair: () => rm(nextFile, { force: true }),
    saveKey: (identity) => writeSealed(file, sealer, asBytes(identitySchema.parse(identity))),
  }
}
