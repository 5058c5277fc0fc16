/** Keeps a secret so that only this user on this computer gets it back. The shell gives one over the OS's key store. */
export interface Sealer {
  /** What stands between the file and others: the OS's key store, or only the file's mode. */
  readonly protection: 'os' | 'file-permissions'
  seal(clear: Uint8Array): Promise<Uint8Array>
  /** @throws when the bytes were not sealed here, by this user. */
  unseal(sealed: Uint8Array): Promise<Uint8Array>
}

/**
 * Seals nothing: the bytes lie in the file as they are, and only its mode (0600) keeps others out. For machines
 * without a key store, such as a server in a test; whoever uses it must say so to the user.
 */
export const filePermissionSealer: Sealer = {
  protection: 'file-permissions',
  seal: async (clear) => clear,
  unseal: async (sealed) => sealed,
}
