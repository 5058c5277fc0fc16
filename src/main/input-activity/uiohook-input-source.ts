import { InputUnavailable, type InputSource } from './input-counter.ts'
import { connectToX11 } from '../capture/x11-connection.ts'

/** The used part of `uiohook-napi`. Only the type of an event is read. */
export interface UiohookModule {
  readonly uIOhook: {
    on(event: 'input', listener: (event: { readonly type: number }) => void): unknown
    off(event: 'input', listener: (event: { readonly type: number }) => void): unknown
    start(): void
    stop(): void
  }
}

/** libuiohook's event types. A key counts on release: a held key repeats its press (seen on X11) but not its release. */
const KEY_RELEASED = 5
const MOUSE_PRESSED = 7
const MOUSE_MOVED = 9
const MOUSE_WHEEL = 11

export interface UiohookOptions {
  readonly platform: NodeJS.Platform
  /** As in `$DISPLAY`. */
  readonly display?: string | undefined
  readonly sessionType?: string | undefined
  /** macOS: whether this program may see the input of others. The check must not prompt the person. */
  readonly trusted?: (() => boolean) | undefined
  readonly load?: (() => Promise<UiohookModule>) | undefined
}

/**
 * Input events from `uiohook-napi`. A hook that cannot start ends the whole process (seen on X11 without a display, 1.5.5), so its
 * requirements are checked first. The module is loaded with the first subscription.
 */
export const uiohookInputSource = (options: UiohookOptions): InputSource => {
  const { load = () => import('uiohook-napi') } = options
  return {
    async subscribe(onInput) {
      const obstacle = await obstacleOf(options)
      if (obstacle !== null) throw new InputUnavailable(obstacle)
      const { uIOhook } = await load().catch(() => {
        throw new InputUnavailable(
          'Input cannot be counted: the native module uiohook-napi does not load on this computer.',
        )
      })
      const listener = ({ type }: { readonly type: number }) => {
        if (type === KEY_RELEASED) onInput('keys')
        else if (type === MOUSE_MOVED || type === MOUSE_PRESSED || type === MOUSE_WHEEL) onInput('pointer')
      }
      uIOhook.on('input', listener)
      try {
        uIOhook.start()
      } catch (error) {
        uIOhook.off('input', listener)
        throw new InputUnavailable(explained(error))
      }
      return () => {
        uIOhook.off('input', listener)
        try {
          uIOhook.stop()
        } catch {
          // The listener is already removed.
        }
      }
    },
  }
}

const permission =
  'Input is not counted until macOS allows it: turn on TouchLedger in System Settings > Privacy & Security > Accessibility.'

/** The known reason why the hook could not start; null if there is none. */
const obstacleOf = async ({ platform, display, sessionType, trusted }: UiohookOptions): Promise<string | null> => {
  if (platform === 'darwin') return trusted?.() === false ? permission : null
  if (platform === 'win32') return null
  if (sessionType === 'wayland')
    return 'Input cannot be counted in a Wayland session, which hides the input of other programs.'
  if (display === undefined || display === '') return 'Input cannot be counted without a display.'
  try {
    const connection = await connectToX11(display)
    const records = await connection.hasExtension('RECORD').finally(() => connection.close())
    return records ? null : 'Input cannot be counted: the X server lacks its RECORD extension.'
  } catch {
    return 'Input cannot be counted: the X server does not answer.'
  }
}

/** uiohook's codes are words such as `UIOHOOK_ERROR_AXAPI_DISABLED`. */
const explained = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'UIOHOOK_ERROR_AXAPI_DISABLED') return permission
  return `Input cannot be counted: the hook did not start${/^UIOHOOK_[A-Z_]+$/.test(code) ? ` (${code})` : ''}.`
}
