import { getWindowsWindowSource } from './get-windows-window-source.ts'
import type { MacAccess } from './mac-access.ts'
import { CaptureUnavailable, type WindowSource } from './ports.ts'
import { x11WindowSource } from './x11-window-source.ts'
import { xWinWindowSource } from './x-win-window-source.ts'

export interface WindowSourceChoice {
  readonly source: WindowSource
  /** Reason for the choice, for the log. */
  readonly reason: string
}

export interface DisplayEnvironment {
  readonly platform: string
  /** `$DISPLAY` */
  readonly display?: string | undefined
  /** `$XDG_SESSION_TYPE` */
  readonly sessionType?: string | undefined
  /** Windows: opens the source of the helper program, which polls while that does not run. */
  readonly helper?: (() => Promise<WindowSource>) | undefined
  /** macOS: what it lets this program see. */
  readonly mac?: MacAccess | undefined
}

/**
 * Picks the first window source that answers: X11 events, x-win, get-windows. On Wayland only x-win with its extension, because the
 * others see X11 programs only. On Windows the helper program, which x-win stands in for: get-windows has no program for Windows, and what it
 * then answers looks like a desktop. If none answers yet (no display at sign-in), the first one is returned for a retry.
 */
export const chooseWindowSource = async (environment: DisplayEnvironment): Promise<WindowSourceChoice> => {
  const candidates = candidatesFor(environment)
  const refusals: string[] = []
  let first: WindowSource | undefined
  for (const { open, because } of candidates) {
    let source: WindowSource | undefined
    try {
      source = await open()
      await source.current()
      if (first !== source) first?.close()
      const reason = [...refusals, `${source.name}: ${because}`].join('; ')
      return { source, reason }
    } catch (error) {
      refusals.push(`${source?.name ?? 'adapter'}: ${error instanceof Error ? error.message : 'failed'}`)
      if (first === undefined) first = source
      else source?.close()
    }
  }
  if (first === undefined) throw new Error(`no window source can be opened: ${refusals.join('; ')}`)
  return { source: first, reason: `no window is visible yet, ${first.name} will be retried: ${refusals.join('; ')}` }
}

interface Candidate {
  readonly open: () => Promise<WindowSource>
  readonly because: string
}

/** In order of preference. */
const candidatesFor = ({ platform, display, sessionType, helper, mac }: DisplayEnvironment): readonly Candidate[] => {
  if (platform === 'win32') {
    return helper ? [{ open: helper, because: 'the helper program hears each change of window' }] : []
  }
  if (platform === 'darwin') {
    return [
      { open: () => xWinWindowSource({ mac }), because: 'the native module is polled' },
      { open: () => getWindowsOnMac(mac), because: 'the native module sees no windows on this computer' },
    ]
  }
  // A Wayland session also has an X display, but it shows only the windows of X11 programs.
  const x11 = sessionType !== 'wayland' && !!display
  if (sessionType === 'wayland') {
    return [{ open: () => xWinWindowSource({ wayland: true }), because: 'a Wayland session with GNOME Shell' }]
  }
  return [
    ...(x11
      ? [
          {
            open: async () => x11WindowSource({ display }),
            because: 'an X11 session, which has events for focus and title',
          },
        ]
      : []),
    { open: () => xWinWindowSource(), because: 'no X11 session, so the native module is polled' },
    { open: getWindowsWindowSource, because: 'the native module sees no windows on this computer' },
  ]
}

/** get-windows answers without titles where macOS keeps them back, which would look like windows without a name. */
const getWindowsOnMac = async (mac: MacAccess | undefined): Promise<WindowSource> => {
  if (mac?.seesTitles() === false) throw new CaptureUnavailable(mac.hidden)
  return getWindowsWindowSource()
}
