import type { Remedy } from './ports.ts'

/** x-win's calls for its extension of GNOME Shell (41 and newer), without which a Wayland session shows it no window. They throw outside GNOME. */
export interface ExtensionCalls {
  isInstalledExtension(): boolean
  isEnabledExtension(): boolean
  installExtension(): boolean
  enableExtension(): boolean
}

/** The extension as the person and the capture see it. Never tried on a real GNOME: by x-win's documentation. */
export interface GnomeExtension {
  enabled(): boolean
  /** Why windows cannot be seen, in plain words. */
  missing(): string
  /** The next step, while one is left: install it, then, after a new log-in, enable it. */
  readonly remedy: () => Remedy | null
}

export const gnomeExtension = (calls: ExtensionCalls): GnomeExtension => {
  const asked = (call: () => boolean): boolean | null => {
    try {
      return call()
    } catch {
      // No GNOME Shell answers.
      return null
    }
  }
  const installed = () => asked(() => calls.isInstalledExtension())
  const enabled = () => asked(() => calls.isEnabledExtension()) === true
  return {
    enabled,
    missing() {
      const what = 'this is a Wayland session, where programs cannot see the windows of others'
      switch (installed()) {
        case null:
          return `${what}, and no GNOME Shell answers that could be extended`
        case false:
          return `${what} without an extension of GNOME Shell, which is not installed`
        case true:
          return `${what} without an extension of GNOME Shell, which is installed but not enabled`
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
            apply: () => done(calls.installExtension(), 'installed. Log out and in again, then enable it here'),
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
  if (!worked) throw new Error('GNOME Shell did not take the extension.')
  return `The extension is ${what}.`
}
