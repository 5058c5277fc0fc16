import { setTimeout as sleep } from 'node:timers/promises'
import x11, { type Callback, type XDisplay, type XProperty, type XTest } from 'x11'
import type { Instant } from '../../tests/e2e/support/instant.ts'

/** Windows, and hands on the keys: one X client that stays connected, so that acting and looking take a millisecond or two. */
export interface DayDesk {
  /** Gives the window the focus. Answers when it got it: after the last look that began without it, before the end of the first that found it. */
  show(window: number): Promise<Instant>
  /** One key that changes nothing anywhere. */
  pressKey(): Promise<Instant>
  end(): void
}

const SHIFT_KEYCODE = 50
const OPEN_WITHIN_MS = 20_000

/** @param titles one window each */
export const openDayDesk = async (display: string, titles: readonly string[]): Promise<DayDesk> => {
  const { client, screen } = await new Promise<XDisplay>((resolve, reject) => {
    const opening = x11.createClient({ display, shm: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    )
    opening.on('error', () => {})
  })
  const root = screen[0]?.root ?? 0
  const answer = <Value>(ask: (callback: Callback<Value>) => void) =>
    new Promise<Value>((resolve, reject) => {
      ask((error, value) => {
        if (error) reject(error)
        else resolve(value)
        return true
      })
    })
  const atom = (name: string) => answer<number>((callback) => client.InternAtom(false, name, callback))
  const [active, netName, utf8] = [
    await atom('_NET_ACTIVE_WINDOW'),
    await atom('_NET_WM_NAME'),
    await atom('UTF8_STRING'),
  ]
  const keys = await answer<XTest>((callback) => client.require('xtest', callback))
  const focused = async () => {
    const { data } = await answer<XProperty>((callback) => client.GetProperty(0, root, active, 0, 0, 1, callback))
    return data.length >= 4 ? Buffer.from(data).readUInt32LE(0) : 0
  }
  // 2: as a task bar does, which a window manager obeys.
  const askForFocus = (window: number) => client.SendClientMessage(root, window, active, 32, [2, 0, 0, 0, 0])

  const windows: number[] = []
  for (const title of titles) {
    const window = client.AllocID()
    client.CreateWindow(window, root, 10, 10, 300, 200)
    client.ChangeProperty(0, window, netName, utf8, 8, Buffer.from(title))
    client.ChangeProperty(0, window, 67, 31, 8, Buffer.from('portal\0Portal\0'))
    client.MapWindow(window)
    const deadline = performance.now() + OPEN_WITHIN_MS
    // Until the window manager has taken charge of the window it ignores the wish.
    for (askForFocus(window); (await focused()) !== window; askForFocus(window)) {
      if (performance.now() > deadline) throw new Error(`the window "${title}" did not get the focus`)
      await sleep(20)
    }
    windows.push(window)
  }

  return {
    async show(index) {
      const window = windows[index] ?? 0
      let notBefore = Date.now()
      askForFocus(window)
      const deadline = notBefore + OPEN_WITHIN_MS
      for (;;) {
        const began = Date.now()
        if ((await focused()) === window) return { notBefore, notAfter: Date.now() }
        notBefore = began
        if (began > deadline) throw new Error(`window ${index} did not get the focus`)
      }
    },
    async pressKey() {
      const notBefore = Date.now()
      keys.FakeInput(keys.KeyPress, SHIFT_KEYCODE, 0, root, 0, 0)
      keys.FakeInput(keys.KeyRelease, SHIFT_KEYCODE, 0, root, 0, 0)
      await focused()
      return { notBefore, notAfter: Date.now() }
    },
    end: () => client.stream?.destroy(),
  }
}
