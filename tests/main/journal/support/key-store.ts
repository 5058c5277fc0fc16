import type { Sealer } from '../../../../src/main/sync/sealer.ts'

/** A fake operating system key store: changes the bytes and rejects another user's. */
export const keyStore = (user: number): Sealer => ({
  protection: 'os',
  seal: async (clear) => Uint8Array.from([user, ...clear.map((byte) => byte ^ user)]),
  unseal: async (sealed) => {
    if (sealed[0] !== user) throw new Error('not sealed here')
    return sealed.subarray(1).map((byte) => byte ^ user)
  },
})
