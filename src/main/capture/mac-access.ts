import type { MacAddresses } from './mac-addresses.ts'
import type { Remedy } from './ports.ts'

/** What macOS lets this program see. */
export interface MacAccess {
  /** Without leave to record the screen macOS tells programs, and not the titles of their windows. */
  seesTitles(): boolean
  /** Why windows are not visible, in plain words. */
  readonly hidden: string
  readonly addresses: MacAddresses
  readonly remedy: () => Remedy | null
  /** Which addresses macOS keeps back, in plain words; null: none. */
  readonly addressesUnknown: () => string | null
}

/** How macOS is asked: Electron's `systemPreferences` and `shell`. */
export interface MacSystem {
  /** `granted` where the titles of windows are told. */
  screenAccess(): string
  openSettings(address: string): void
  readonly addresses: MacAddresses
}

const SCREEN_RECORDING = 'x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture'
const place = (list: string): string => `System Settings > Privacy & Security > ${list}`

/** Nothing of this has run on a Mac: it is written from Apple's and Electron's documentation. */
export const macAccess = ({ screenAccess, openSettings, addresses }: MacSystem): MacAccess => {
  const seesTitles = () => screenAccess() === 'granted'
  return {
    seesTitles,
    hidden: `macOS tells the titles of windows only to programs that may record the screen. TouchLedger records no picture. Turn it on in ${place('Screen & System Audio Recording')}, and start it again`,
    addresses,
    remedy: () =>
      seesTitles()
        ? null
        : {
            label: 'Open the settings of macOS',
            apply: () => {
              openSettings(SCREEN_RECORDING)
              return 'Turn on TouchLedger in the list, and start it again.'
            },
          },
    addressesUnknown: () => {
      const [app] = addresses.refused()
      if (app === undefined) return null
      return `macOS does not let TouchLedger ask ${app} for the address of a page: turn it on in ${place('Automation')}.`
    },
  }
}
