import { posix, win32 } from 'node:path'
import { companionHost } from '../../shared/companion.ts'

/** Where browsers look for a user's native messaging hosts. */
export interface HostLocations {
  /** Separate files, because the manifests of Chromium browsers and Firefox differ. */
  readonly chromium: readonly string[]
  readonly firefox: readonly string[]
  /** Windows: registry keys that point to such a file. */
  readonly registry: readonly { readonly key: string; readonly file: string }[]
}

/**
 * Locations for Chrome, Chromium, Edge and Firefox, from their documentation.
 * @param environment.dataDirectory the agent's: on Windows the manifests are stored there
 */
export const hostLocations = (environment: {
  readonly platform: string
  readonly home: string
  /** `$XDG_CONFIG_HOME` */
  readonly configHome?: string | undefined
  readonly dataDirectory: string
}): HostLocations => {
  const { platform, home, dataDirectory } = environment
  const file = `${companionHost}.json`
  if (platform === 'win32') return windowsLocations(dataDirectory, file)
  const { join } = posix
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support')
    const chromium = [['Google', 'Chrome'], ['Chromium'], ['Microsoft Edge']]
    return {
      chromium: chromium.map((names) => join(support, ...names, 'NativeMessagingHosts', file)),
      firefox: [join(support, 'Mozilla', 'NativeMessagingHosts', file)],
      registry: [],
    }
  }
  const config = environment.configHome || join(home, '.config')
  return {
    chromium: ['google-chrome', 'chromium', 'microsoft-edge'].map((name) =>
      join(config, name, 'NativeMessagingHosts', file),
    ),
    firefox: [join(home, '.mozilla', 'native-messaging-hosts', file)],
    registry: [],
  }
}

const windowsLocations = (dataDirectory: string, file: string): HostLocations => {
  const chromium = win32.join(dataDirectory, 'companion', 'chromium', file)
  const firefox = win32.join(dataDirectory, 'companion', 'firefox', file)
  const key = (vendor: string) => `HKCU\\Software\\${vendor}\\NativeMessagingHosts\\${companionHost}`
  return {
    chromium: [chromium],
    firefox: [firefox],
    registry: [
      ...['Google\\Chrome', 'Chromium', 'Microsoft\\Edge'].map((vendor) => ({ key: key(vendor), file: chromium })),
      { key: key('Mozilla'), file: firefox },
    ],
  }
}
