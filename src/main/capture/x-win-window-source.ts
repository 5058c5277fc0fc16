import { applicationName } from './application-name.ts'
import { gnomeExtension } from './gnome-extension.ts'
import type { ExtensionCalls } from './gnome-extension.ts'
import { CaptureUnavailable } from './ports.ts'
import type { ActiveWindow, WindowSource } from './ports.ts'
import { urlWithoutQuery, windowTitle } from './window-text.ts'

/** What is used of `@miniben90/x-win`. */
export interface XWin extends ExtensionCalls {
  activeWindow(): {
    readonly title: string
    readonly url: string
    readonly info: { readonly path: string; readonly execName: string; readonly name: string }
  }
}

/**
 * The window in focus by `@miniben90/x-win` (native; Windows, macOS, GNOME on Wayland, X11), with a browser's URL on Windows and macOS.
 * To be polled: its own `subscribeActiveWindow` polls inside and ends silently after the first error.
 *
 * In a Wayland session it sees nothing without its extension of GNOME Shell, or only the few windows of X programs, and takes both for a desktop
 * without windows. That is no observation: there it throws CaptureUnavailable until the extension is enabled.
 * @throws CaptureUnavailable when the native module does not load on this machine
 */
export const xWinWindowSource = async (
  options: { readonly wayland?: boolean; readonly load?: () => Promise<XWin> } = {},
): Promise<WindowSource> => {
  const { wayland = false, load = () => import('@miniben90/x-win') } = options
  const native = await load().catch(() => {
    throw new CaptureUnavailable('the native module @miniben90/x-win does not load here')
  })
  const extension = wayland ? gnomeExtension(native) : null
  return {
    name: 'x-win',
    async current() {
      if (extension && !extension.enabled()) throw new CaptureUnavailable(extension.missing())
      try {
        const { title, info, url } = native.activeWindow()
        const app = applicationName({ executablePath: info.path || info.execName, windowClass: info.name })
        // Without a focus some platforms answer an empty window.
        return app === null ? desktop : { app, title: windowTitle(title), url: urlWithoutQuery(url) }
      } catch (error) {
        if (cannotSee(error)) throw new CaptureUnavailable('x-win cannot reach the windowing system')
        // No focus, a window just closed, or one without a process id, which x-win cannot tell apart.
        return desktop
      }
    },
    ...(extension && { remedy: extension.remedy }),
    close() {},
  }
}

const desktop: ActiveWindow = { app: null, title: null, url: null }

/** x-win has no error codes. Its words for a display or service that is not there, as read on X11 and in its source. */
const cannotSee = (error: unknown): boolean =>
  error instanceof Error && /connection|permission|not installed|extension|dbus|unsupported/i.test(error.message)
