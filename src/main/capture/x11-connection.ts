import x11, { type XClient, type XDisplay, type XEvent, type XProperty, type XScreenSaver } from 'x11'
import { CaptureUnavailable } from './ports.ts'

export interface X11Connection {
  readonly root: number
  atom(name: string): Promise<number>
  /** The property's bytes; null if the window or the property does not exist. `most` is in bytes. */
  property(window: number, atom: number, most: number): Promise<XProperty | null>
  /** The window that gets the keyboard; null for none, and where the server takes the window under the pointer. */
  inputFocus(): Promise<number | null>
  /** Subscribes to events of a window; `watched` false unsubscribes. A closed window is not an error. */
  watch(window: number, watched: boolean): void
  hasExtension(name: string): Promise<boolean>
  /** Time since the last input, ms. @throws CaptureUnavailable without the MIT-SCREEN-SAVER extension */
  idleMs(): Promise<number>
  onEvent(listener: (event: XEvent) => void): void
  /** Called once if the connection ends for any reason other than `close`. */
  onLost(listener: (error: CaptureUnavailable) => void): void
  close(): void
}

/**
 * Opens a connection to an X server. When it is lost, all pending requests are rejected.
 * @param display as in `$DISPLAY`, e.g. `:0`
 * @throws CaptureUnavailable if it cannot be opened within 5 s
 */
export const connectToX11 = async (display: string): Promise<X11Connection> => {
  const { client, screen } = await openDisplay(display)
  const root = screen[0]?.root
  if (root === undefined) throw new CaptureUnavailable('the X server has no screen')

  const waiting = new Set<(error: Error) => void>()
  const lostListeners: ((error: CaptureUnavailable) => void)[] = []
  let state: 'open' | 'lost' | 'closed' = 'open'

  const lose = () => {
    if (state !== 'open') return
    state = 'lost'
    const error = new CaptureUnavailable('the connection to the X server was lost')
    for (const refuse of waiting) refuse(error)
    waiting.clear()
    client.stream?.destroy()
    for (const listener of lostListeners) listener(error)
  }
  client.on('end', lose)
  client.stream?.on('close', lose)
  client.stream?.on('error', lose)

  const request = <Answer>(send: (callback: (error: Error | null | undefined, answer: Answer) => true) => void) =>
    new Promise<Answer>((resolve, reject) => {
      if (state !== 'open') return reject(new CaptureUnavailable('the connection to the X server is closed'))
      waiting.add(reject)
      const callback = (error: Error | null | undefined, answer: Answer): true => {
        waiting.delete(reject)
        if (error) reject(error)
        else resolve(answer)
        // Marks the error as handled; otherwise the client raises it again.
        return true
      }
      try {
        send(callback)
      } catch (error) {
        waiting.delete(reject)
        reject(error)
      }
    })

  const screenSaver = once(() => request<XScreenSaver>((callback) => client.require('screen-saver', callback)))

  return {
    root,
    atom: (name) => request((callback) => client.InternAtom(false, name, callback)),
    async property(window, atom, most) {
      try {
        const found = await request<XProperty>((callback) =>
          client.GetProperty(0, window, atom, anyType, 0, Math.ceil(most / 4), callback),
        )
        return found.type === 0 ? null : found
      } catch (error) {
        // A window may close between its event and the request.
        if (error instanceof CaptureUnavailable) throw error
        return null
      }
    },
    async inputFocus() {
      const { focus } = await request<{ focus: number }>((callback) => client.GetInputFocus(callback))
      // 0 is no window, 1 the window under the pointer.
      return focus > 1 ? focus : null
    },
    watch(window, watched) {
      const eventMask = watched ? x11.eventMask.PropertyChange | x11.eventMask.StructureNotify : 0
      request((callback) => client.ChangeWindowAttributes(window, { eventMask }, callback)).catch(() => {})
    },
    async hasExtension(name) {
      return (await request<{ present: number }>((callback) => client.QueryExtension(name, callback))).present === 1
    },
    async idleMs() {
      try {
        const saver = await screenSaver()
        return (await request<{ idle: number }>((callback) => saver.QueryInfo(root, callback))).idle
      } catch (error) {
        if (error instanceof CaptureUnavailable) throw error
        throw new CaptureUnavailable('the X server does not report the idle time')
      }
    },
    onEvent: (listener) => client.on('event', listener),
    onLost: (listener) => lostListeners.push(listener),
    close() {
      if (state !== 'open') return
      state = 'closed'
      const error = new CaptureUnavailable('the connection to the X server is closed')
      for (const refuse of waiting) refuse(error)
      waiting.clear()
      client.stream?.destroy()
    },
  }
}

const anyType = 0
const openTimeoutMs = 5000

const openDisplay = (display: string): Promise<XDisplay> =>
  new Promise((resolve, reject) => {
    const refuse = () => reject(new CaptureUnavailable(`cannot open the X display ${display}`))
    const timer = setTimeout(() => {
      refuse()
      client?.stream?.destroy()
    }, openTimeoutMs)
    let client: XClient | undefined
    try {
      // `shm: false`: an ordinary socket, no shared memory with the server.
      client = x11.createClient({ display, shm: false, disableBigRequests: true }, (error, opened) => {
        clearTimeout(timer)
        if (error) refuse()
        else resolve(opened)
      })
      // Also catches late errors: a socket callback must not throw.
      client.on('error', refuse)
    } catch {
      clearTimeout(timer)
      refuse()
    }
  })

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let value: Promise<Value> | undefined
  return () => (value ??= make())
}
