import { win32 } from 'node:path'

/**
 * The agent's data folder, where it is not Electron's own. On Windows it lies in the local profile: in the roaming one it would be
 * one identity on several computers, and its database would lie on a share.
 */
export const localDataFolder = (environment: {
  readonly platform: string
  /** `%LOCALAPPDATA%` */
  readonly localAppData: string | undefined
}): string | null =>
  environment.platform === 'win32' && environment.localAppData
    ? win32.join(environment.localAppData, 'TouchLedger')
    : null
