import { applicationName } from './application-name.ts'
import { gnomeExtension, type ExtensionCalls } from './gnome-extension.ts'
import type { MacAccess } from './mac-access.ts'
import { CaptureUnavailable, type ActiveWindow, type WindowSource } from './ports.ts'
import { urlWithoutQuery, windowTitle } from './window-text.ts'

/** The used part of `@miniben90/x-win`. */
export interface XWin extends ExtensionCalls {
  activeWindow(): {
    readonly id: number
    readonly title: string
    readonly url: string
    readonly info: { readonly path: string; readonly execName: string; readonly name: string }
  }
}

/**
 * The focused window from `@miniben90/x-win`, to be polled: its subscription ends silently after the first error. On Wayland it
 * throws until its extension is enabled, because it would report a desktop. On Windows addresses are not read: x-win asks for them
 * on the thread that calls, by title and without a time limit. On macOS it starts a program for each address and waits for it; the addresses of
 * `mac` are asked instead.
 * @throws CaptureUnavailable when the native module does not load
 */
export const xWinWindowSource = async (
  options: {
    readonly wayland?: boolean
    readonly windows?: boolean
    readonly mac?: MacAccess | undefined
    readonly load?: () => Promise<XWin>
  } = {},
): Promise<WindowSource> => {
  const { wayland = false, windows = false, mac, load = () => import('@miniben90/x-win') } = options
  const native = await load().catch(() => {
    throw new CaptureUnavailable('the native module @miniben90/x-win does not load on this computer')
  })
  const extension = wayland ? gnomeExtension(native) : null
  return {
    name: 'x-win',
    async current() {
      if (extension && !extension.enabled()) throw new CaptureUnavailable(extension.missing())
      if (mac && !mac.seesTitles()) throw new CaptureUnavailable(mac.hidden)
      try {
        const found = native.activeWindow()
        const { id, title, info } = found
        const app = applicationName({ executablePath: info.path || info.execName, windowClass: info.name })
        // Without a focus some platforms return an empty window.
        if (app === null) return desktop
        if (mac) return { app, title: windowTitle(title), url: mac.addresses.of({ id, app, title }) }
        return windows
          ? { app, title: windowTitle(withoutCutWord(title)), url: null }
          : { app, title: windowTitle(title), url: addressOf(found) }
      } catch (error) {
        if (cannotSee(error)) throw new CaptureUnavailable('x-win cannot reach the windowing system')
        // No focus, a window that just closed, or one without a process id: x-win does not tell them apart.
        return desktop
      }
    },
    ...(extension && { remedy: extension.remedy }),
    ...(mac && { remedy: mac.remedy, addressesUnknown: mac.addressesUnknown }),
    close() {},
  }
}

/** Reading the address asks another program, which may refuse. Then the window counts without it. */
const addressOf = (found: { readonly url: string }): string | null => {
  try {
    return urlWithoutQuery(found.url)
  } catch {
    return null
  }
}

/** On Windows x-win cuts titles at this many characters. */
const longestWindowsTitle = 254

/** A number that is cut off would name another claim, so the last word of a cut title goes. */
const withoutCutWord = (title: string): string =>
  title.length < longestWindowsTitle ? title : title.replace(/[\p{L}\p{N}\s-]+$/u, '')

const desktop: ActiveWindow = { app: null, title: null, url: null }

/** x-win has no error codes. These words were seen on X11 and in its source for a missing display or service. */
const cannotSee = (error: unknown): boolean =>
  error instanceof Error && /connection|permission|not installed|extension|dbus|unsupported/i.test(error.message)
