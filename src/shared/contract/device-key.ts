import { z } from 'zod'

/** `POST /v1/device/key`: the device's next key, with a proof that it has it (host/key-proof.ts). */
export const deviceKeyChangeSchema = z.strictObject({
  /** Raw Ed25519 public key, base64url without padding (32 bytes). */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url'),
  proof: z.string().regex(/^[A-Za-z0-9_-]{86}$/, '64 bytes in base64url'),
})
export type DeviceKeyChange = z.infer<typeof deviceKeyChangeSchema>
