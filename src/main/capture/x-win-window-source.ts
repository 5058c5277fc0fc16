import { applicationName } from './application-name.ts'
import { gnomeExtension, type ExtensionCalls } from './gnome-extension.ts'
import { CaptureUnavailable, type ActiveWindow, type WindowSource } from './ports.ts'
import { urlWithoutQuery, windowTitle } from './window-text.ts'

/** The used part of `@miniben90/x-win`. */
export interface XWin extends ExtensionCalls {
  activeWindow(): {
    readonly title: string
    readonly url: string
    readonly info: { readonly path: string; readonly execName: string; readonly name: string }
  }
}

/**
 * The focused window from `@miniben90/x-win`, to be polled: its subscription ends silently after the first error. On Wayland it
 * throws until its extension is enabled, because it would report a desktop.
 * @throws CaptureUnavailable when the native module does not load
 */
export const xWinWindowSource = async (
  options: { readonly wayland?: boolean; readonly load?: () => Promise<XWin> } = {},
): Promise<WindowSource> => {
  const { wayland = false, load = () => import('@miniben90/x-win') } = options
  const native = await load().catch(() => {
    throw new CaptureUnavailable('the native module @miniben90/x-win does not load on this computer')
  })
  const extension = wayland ? gnomeExtension(native) : null
  return {
    name: 'x-win',
    async current() {
      if (extension && !extension.enabled()) throw new CaptureUnavailable(extension.missing())
      try {
        const { title, info, url } = native.activeWindow()
        const app = applicationName({ executablePath: info.path || info.execName, windowClass: info.name })
        // Without a focus some platforms return an empty window.
        return app === null ? desktop : { app, title: windowTitle(title), url: urlWithoutQuery(url) }
      } catch (error) {
        if (cannotSee(error)) throw new CaptureUnavailable('x-win cannot reach the windowing system')
        // No focus, a window that just closed, or one without a process id: x-win does not tell them apart.
        return desktop
      }
    },
    ...(extension && { remedy: extension.remedy }),
    close() {},
  }
}

const desktop: ActiveWindow = { app: null, title: null, url: null }

/** x-win has no error codes. These words were seen on X11 and in its source for a missing display or service. */
const cannotSee = (error: unknown): boolean =>
  error instanceof Error && /connection|permission|not installed|extension|dbus|unsupported/i.test(error.message)
