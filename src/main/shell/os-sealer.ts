import type { SafeStorage } from 'electron'
import { filePermissionSealer } from '../sync/sealer.ts'
import type { Sealer } from '../sync/sealer.ts'

/** What is used of `safeStorage`. Electron 33 has the first three, from 45 on there are the asynchronous ones. */
export type KeyStore = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'> &
  Partial<
    Pick<
      SafeStorage,
      'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
    >
  >

/**
 * Seals with the operating system's key store, once the app is ready. Without one (and on Linux without a keyring Chromium would
 * use a password that is in its source) only the file's mode protects: the sealer says so by its `protection`.
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

// The key store seals text; any bytes have to come back as they were.
const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const asBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
