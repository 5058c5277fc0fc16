/** Protects a secret so that only this user on this computer can read it. The shell provides one on the OS key store. */
export interface Sealer {
  /** Protection of the file: the OS key store, or only its mode. */
  readonly protection: 'os' | 'file-permissions'
  seal(clear: Uint8Array): Promise<Uint8Array>
  /** @throws if another user or computer sealed the bytes. */
  unseal(sealed: Uint8Array): Promise<Uint8Array>
}

/** Does not seal: only the file mode (0600) protects the bytes. For machines without a key store; the caller must tell the user. */
export const filePermissionSealer: Sealer = {
  protection: 'file-permissions',
  seal: async (clear) => clear,
  unseal: async (sealed) => sealed,
}
