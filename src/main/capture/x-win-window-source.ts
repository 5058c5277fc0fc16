import { applicationName } from './application-name.ts'
import { CaptureUnavailable } from './ports.ts'
import type { ActiveWindow, WindowSource } from './ports.ts'
import { urlWithoutQuery, windowTitle } from './window-text.ts'

/**
 * The window in focus by `@miniben90/x-win` (native; Windows, macOS, GNOME on Wayland, X11), with a browser's URL on Windows and macOS.
 * To be polled: its own `subscribeActiveWindow` polls inside and ends silently after the first error.
 * @throws CaptureUnavailable when the native module does not load on this machine
 */
export const xWinWindowSource = async (): Promise<WindowSource> => {
  const { activeWindow } = await import('@miniben90/x-win').catch(() => {
    throw new CaptureUnavailable('the native module @miniben90/x-win does not load here')
  })
  return {
    name: 'x-win',
    async current() {
      try {
        const { title, info, url } = activeWindow()
        const app = applicationName({ executablePath: info.path || info.execName, windowClass: info.name })
        // Without a focus some platforms answer an empty window.
        return app === null ? desktop : { app, title: windowTitle(title), url: urlWithoutQuery(url) }
      } catch (error) {
        if (cannotSee(error)) throw new CaptureUnavailable('x-win cannot reach the windowing system')
        // No focus, a window just closed, or one without a process id, which x-win cannot tell apart.
        return desktop
      }
    },
    close() {},
  }
}

const desktop: ActiveWindow = { app: null, title: null, url: null }

/** x-win has no error codes. Its words for a display or service that is not there, as read on X11 and in its source. */
const cannotSee = (error: unknown): boolean =>
  error instanceof Error && /connection|permission|not installed|extension|dbus|unsupported/i.test(error.message)
