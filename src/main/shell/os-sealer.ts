import type { SafeStorage } from 'electron'
import { filePermissionSealer, type Sealer } from '../sync/sealer.ts'

/** The used part of `safeStorage`. Electron 33 has the first three; the asynchronous ones exist from 45 on. */
export type KeyStore = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<
    Pick<
      SafeStorage,
      'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
    >
  >

/**
 * Seals with the OS key store; requires a ready app. Without a key store (Chromium on Linux without a keyring uses a built-in
 * password) only the file mode protects, and `protection` says so.
 */
export const osSealer = async (store: KeyStore, platform: string): Promise<Sealer> => {
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(store.getSelectedStorageBackend?.() ?? 'unknown')) {
    return filePermissionSealer
  }
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = store
  if (isAsyncEncryptionAvailable && encryptStringAsync && decryptStringAsync) {
    if (!(await isAsyncEncryptionAvailable.call(store).catch(() => false))) return filePermissionSealer
    return {
      protection: 'os',
      seal: async (clear) => encryptStringAsync.call(store, asText(clear)),
      unseal: async (sealed) => asBytes((await decryptStringAsync.call(store, Buffer.from(sealed))).result),
    }
  }
  if (!store.isEncryptionAvailable()) return filePermissionSealer
  return {
    protection: 'os',
    seal: async (clear) => store.encryptString(asText(clear)),
    unseal: async (sealed) => asBytes(store.decryptString(Buffer.from(sealed))),
  }
}

// The key store seals text, so bytes are encoded.
const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const asBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
