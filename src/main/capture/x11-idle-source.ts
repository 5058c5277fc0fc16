import type { Clock, IdleSource } from './ports.ts'
import { nextLastInput, type LastInput } from './last-input.ts'
import { connectToX11, type X11Connection } from './x11-connection.ts'

/**
 * Idle time of an X server (MIT-SCREEN-SAVER extension), exact to the millisecond. `refresh` must precede each fresh `idleMs`. X11
 * has no locked screen, so `locked` is passed in.
 */
export const x11IdleSource = (options: {
  readonly display: string
  readonly clock: Clock
  readonly locked?: () => boolean
}): IdleSource & {
  refresh(): Promise<void>
  probe(): Promise<'knows' | 'cannot know' | 'no display'>
  close(): void
} => {
  let connection: Promise<X11Connection> | null = null
  let lastInput: LastInput | null = null
  let closed = false

  const open = (): Promise<X11Connection> => {
    if (connection !== null) return connection
    const opening = connectToX11(options.display)
    connection = opening
    const forget = () => {
      if (connection === opening) connection = null
    }
    opening.then((opened) => (closed ? opened.close() : opened.onLost(forget)), forget)
    return opening
  }

  return {
    name: 'x11',
    /** A server without the extension never answers; a server that is missing at sign-in may still start. */
    async probe() {
      let server: X11Connection
      try {
        server = await open()
      } catch {
        return 'no display'
      }
      return server.idleMs().then(
        () => 'knows' as const,
        () => 'cannot know' as const,
      )
    },
    async refresh() {
      if (closed) return
      try {
        const idleMs = await (await open()).idleMs()
        lastInput = nextLastInput(lastInput, { mono: options.clock.mono(), idleMs }, 1)
      } catch {
        // Windows are then not visible either, and that is reported. Until then the last known input counts.
      }
    },
    idleMs: () => Math.max(0, options.clock.mono() - (lastInput ?? options.clock.mono())),
    locked: () => options.locked?.() ?? false,
    close() {
      closed = true
      connection?.then(
        (opened) => opened.close(),
        () => {},
      )
      connection = null
    },
  }
}
