import { getWindowsWindowSource } from './get-windows-window-source.ts'
import type { WindowSource } from './ports.ts'
import { x11WindowSource } from './x11-window-source.ts'
import { xWinWindowSource } from './x-win-window-source.ts'

export interface WindowSourceChoice {
  readonly source: WindowSource
  /** Why this one, in plain words for the log. */
  readonly reason: string
}

export interface DisplayEnvironment {
  readonly platform: string
  /** `$DISPLAY` */
  readonly display?: string | undefined
  /** `$XDG_SESSION_TYPE` */
  readonly sessionType?: string | undefined
}

/**
 * The best source of windows on this machine: X11's events where there is an X11 session, else x-win, else get-windows; the first that
 * answers. In a Wayland session only x-win with its extension: the others would take the windows of X programs for all there are. When none does yet (no display at log-in), the first of them, to be tried again by `startCapture`.
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
  if (first === undefined) throw new Error(`no source of windows can be opened: ${refusals.join('; ')}`)
  return { source: first, reason: `nothing can be seen yet, ${first.name} is tried again: ${refusals.join('; ')}` }
}

interface Candidate {
  readonly open: () => Promise<WindowSource>
  readonly because: string
}

/** In the order of preference. */
const candidatesFor = ({ platform, display, sessionType }: DisplayEnvironment): readonly Candidate[] => {
  // On Wayland an X display is there too, but it only knows the windows of X programs.
  const unix = platform !== 'win32' && platform !== 'darwin'
  const x11 = unix && sessionType !== 'wayland' && !!display
  if (unix && sessionType === 'wayland') {
    return [{ open: () => xWinWindowSource({ wayland: true }), because: 'a Wayland session, seen through GNOME Shell' }]
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
    { open: getWindowsWindowSource, because: 'the native module cannot see windows here' },
  ]
}
