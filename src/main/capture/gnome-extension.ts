import type { Remedy } from './ports.ts'

/**
 * x-win's calls for its GNOME Shell extension (41 and newer). Without it a Wayland session shows no windows. The calls throw
 * outside GNOME.
 */
export interface ExtensionCalls {
  isInstalledExtension(): boolean
  isEnabledExtension(): boolean
  installExtension(): boolean
  enableExtension(): boolean
}

/** State of the extension for the person and for capture. Written from x-win's documentation; not tested on a real GNOME. */
export interface GnomeExtension {
  enabled(): boolean
  /** Why windows are not visible, in plain words. */
  missing(): string
  /** The next step, if there is one: install the extension, then enable it after signing in again. */
  readonly remedy: () => Remedy | null
}

export const gnomeExtension = (calls: ExtensionCalls): GnomeExtension => {
  const asked = (call: () => boolean): boolean | null => {
    try {
      return call()
    } catch {
      // GNOME Shell does not answer.
      return null
    }
  }
  const installed = () => asked(() => calls.isInstalledExtension())
  const enabled = () => asked(() => calls.isEnabledExtension()) === true
  return {
    enabled,
    missing() {
      const what = 'a Wayland session hides the windows of other programs'
      switch (installed()) {
        case null:
          return `${what}, and GNOME Shell does not answer`
        case false:
          return `${what}, and the GNOME Shell extension is not installed`
        case true:
          return `${what}, and the GNOME Shell extension is installed but not enabled`
      }
    },
    remedy() {
      if (enabled()) return null
      switch (installed()) {
        case null:
          return null
        case false:
          return {
            label: 'Install the GNOME extension',
            apply: () => done(calls.installExtension(), 'installed. Sign out and in again, then enable it here'),
          }
        case true:
          return {
            label: 'Enable the GNOME extension',
            apply: () => done(calls.enableExtension(), 'enabled'),
          }
      }
    },
  }
}

const done = (worked: boolean, what: string): string => {
  if (!worked) throw new Error('GNOME Shell did not accept the extension.')
  return `The extension is ${what}.`
}
