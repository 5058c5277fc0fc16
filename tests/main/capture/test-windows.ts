import x11, { type XClient, type XDisplay } from 'x11'
import { firstCardinal } from '../../../src/main/capture/x11-text.ts'
import { until } from './display.ts'

export interface TestWindow {
  focus(): Promise<void>
  /** The state in the middle of a switch: this window has the keyboard already, and the window manager names no window. */
  focusUnnamed(): Promise<void>
  /** Bytes are written unchanged, text as UTF-8. */
  setTitle(title: string | Uint8Array): Promise<void>
  setClass(windowClass: string): Promise<void>
  close(): Promise<void>
}

export interface TestWindows {
  /** Opens a window and focuses it. `pid` null: a window without a process id. */
  open(options: { title: string | Uint8Array; windowClass: string; pid: number | null }): Promise<TestWindow>
  /** Removes the focus from every window. */
  end(): void
}

/** A small X program that creates windows with unusual properties, which real programs do not have on demand. */
export const testWindows = async (display: string): Promise<TestWindows> => {
  const { client, screen } = await new Promise<XDisplay>((resolve, reject) => {
    const opening = x11.createClient({ display, shm: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    )
    opening.on('error', () => {})
  })
  const root = screen[0]?.root ?? 0
  const atom = (name: string) =>
    new Promise<number>((resolve, reject) =>
      client.InternAtom(false, name, (error, value) => {
        if (error) reject(error)
        else resolve(value)
        return true
      }),
    )
  const focused = () =>
    new Promise<number | null>((resolve) =>
      client.GetProperty(0, root, active, 0, 0, 1, (_error, property) => {
        resolve(firstCardinal(property))
        return true
      }),
    )
  const [utf8, netName, pidAtom, active] = [
    await atom('UTF8_STRING'),
    await atom('_NET_WM_NAME'),
    await atom('_NET_WM_PID'),
    await atom('_NET_ACTIVE_WINDOW'),
  ]
  const [cardinal, string, windowType, wmName, windowClassAtom] = [6, 31, 33, 39, 67]
  // Sets both names, as toolkits do: x-win reads only the old one.
  const name = (window: number, title: string | Uint8Array) => {
    client.ChangeProperty(0, window, netName, utf8, 8, Buffer.from(title))
    client.ChangeProperty(0, window, wmName, utf8, 8, Buffer.from(title))
  }

  const setClass = (window: number, className: string) =>
    client.ChangeProperty(0, window, windowClassAtom, string, 8, Buffer.from(`instance\0${className}\0`))

  return {
    async open({ title, windowClass, pid }) {
      const window = client.AllocID()
      client.CreateWindow(window, root, 10, 10, 300, 200)
      name(window, title)
      setClass(window, windowClass)
      if (pid !== null) {
        const bytes = Buffer.alloc(4)
        bytes.writeUInt32LE(pid)
        client.ChangeProperty(0, window, pidAtom, cardinal, 32, bytes)
      }
      client.MapWindow(window)
      // 2: the request comes from a pager, which window managers obey.
      const askForFocus = () => client.SendClientMessage(root, window, active, 32, [2, 0, 0, 0, 0])
      // The window manager ignores the request until it manages the window.
      await until(async () => {
        askForFocus()
        return (await focused()) === window
      })
      return {
        async focus() {
          askForFocus()
          await settled(client, root)
        },
        async focusUnnamed() {
          client.SetInputFocus(window, 0)
          client.ChangeProperty(0, root, active, windowType, 32, Buffer.alloc(4))
          await settled(client, root)
        },
        async setTitle(next) {
          name(window, next)
          await settled(client, root)
        },
        async setClass(next) {
          setClass(window, next)
          await settled(client, root)
        },
        async close() {
          client.DestroyWindow(window)
          await settled(client, root)
        },
      }
    },
    end: () => client.stream?.destroy(),
  }
}

/** Resolves when the server has processed everything sent so far. */
const settled = (client: XClient, root: number): Promise<void> =>
  new Promise((resolve) =>
    client.GetProperty(0, root, 1, 0, 0, 0, () => {
      resolve()
      return true
    }),
  )
