import { readlink } from 'node:fs/promises'
import { applicationName } from './application-name.ts'
import { CaptureUnavailable, type ActiveWindow, type WindowSource } from './ports.ts'
import { windowTitle } from './window-text.ts'
import { connectToX11, type X11Connection } from './x11-connection.ts'
import { firstCardinal, namedText, utf8Text, windowClass } from './x11-text.ts'

type Listener = { readonly onChange: (window: ActiveWindow) => void; readonly onLost: (error: Error) => void }

/**
 * The focused window on X11 from the window manager's events, without polling. Connects at first use and reconnects at the next use
 * after a lost connection.
 * @param options.display as in `$DISPLAY`
 */
export const x11WindowSource = (options: { readonly display: string }): WindowSource => {
  const listeners = new Set<Listener>()
  let session: Promise<X11Session> | null = null
  let closed = false

  const open = (): Promise<X11Session> => {
    if (closed) return Promise.reject(new CaptureUnavailable('the window source is closed'))
    if (session !== null) return session
    const opening = openSession(options.display, {
      onChange: (window) => {
        for (const listener of listeners) listener.onChange(window)
      },
      onLost: (error) => {
        if (session !== opening) return
        session = null
        const reported = [...listeners]
        listeners.clear()
        for (const listener of reported) listener.onLost(error)
      },
    })
    session = opening
    opening.catch(() => {
      if (session === opening) session = null
    })
    return opening
  }

  return {
    name: 'x11',
    current: async () => (await open()).current(),
    subscribe(onChange, onLost) {
      const listener: Listener = { onChange, onLost }
      listeners.add(listener)
      open()
        .then((opened) => opened.report())
        .catch((error: Error) => {
          if (listeners.delete(listener)) onLost(error)
        })
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      listeners.clear()
      session?.then(
        (opened) => opened.close(),
        () => {},
      )
      session = null
    },
  }
}

interface X11Session {
  /** The focused window from the server's events, or from a query if they may be incomplete. */
  current(): Promise<ActiveWindow>
  /** Reports the focused window to the listener, changed or not. */
  report(): Promise<void>
  close(): void
}

const desktop: ActiveWindow = { app: null, title: null, url: null }
/**
 * No window may have the focus for a moment, for example after one closed. The earlier window keeps the focus until the next one has
 * it or this time has passed, ms.
 */
const betweenWindowsMs = 30
const longestTitleBytes = 4096
/**
 * A read window stays valid this long without an event, ms. Only a program that replaced itself in its process has no event. A
 * query at every tick took a quarter of the agent's CPU.
 */
const believedMs = 10_000

const openSession = async (display: string, listener: Listener): Promise<X11Session> => {
  const connection = await connectToX11(display)
  connection.onLost(listener.onLost)
  try {
    const atoms = await internAtoms(connection)
    const reader = windowReader(connection, atoms)
    let focused = 0
    let believed: { readonly window: ActiveWindow; readonly at: number } | null = null
    let changes = 0
    /** Since when no window has the focus, by `performance.now()`; null while one has it. */
    let unfocusedSince: number | null = null

    const readWindow = async (): Promise<ActiveWindow> => {
      const active = await connection.property(connection.root, atoms.activeWindow, 4)
      if (active === null && (await connection.property(connection.root, atoms.windowManager, 4)) === null) {
        throw new CaptureUnavailable('no window manager reports the focused window')
      }
      // openbox names no window during a switch, for as long as a busy machine makes it; the server has the next one by then.
      const window = firstCardinal(active) || ((await managedFocus(connection, atoms)) ?? 0)
      if (window !== focused) {
        if (focused !== 0) connection.watch(focused, false)
        // Subscribed before the read, so that no title change after it is missed.
        if (window !== 0) connection.watch(window, true)
        focused = window
      }
      return window === 0 ? desktop : reader.describe(window)
    }
    const read = oneAtATime(async () => {
      const before = changes
      const window = await readWindow()
      unfocusedSince = window.app === null ? (unfocusedSince ?? performance.now()) : null
      // A change during the read, or a window that may have closed, is read again.
      if (changes === before && window.app !== null) believed = { window, at: performance.now() }
      return window
    })
    let reported: ActiveWindow | null = null
    let betweenWindows: ReturnType<typeof setTimeout> | undefined

    const report = (window: ActiveWindow) => {
      clearTimeout(betweenWindows)
      if (reported !== null && window.app === reported.app && window.title === reported.title) return
      reported = window
      listener.onChange(window)
    }
    // A lost connection, possibly reported already, or a window manager that ended.
    const failed = (error: unknown) => {
      clearTimeout(betweenWindows)
      connection.close()
      listener.onLost(error instanceof Error ? error : new CaptureUnavailable('the window in focus cannot be read'))
    }
    const refresh = async () => {
      const window = await read()
      if (window.app !== null) return report(window)
      clearTimeout(betweenWindows)
      betweenWindows = setTimeout(() => void read().then(report, failed), betweenWindowsMs)
    }
    const relevant = new Set([atoms.activeWindow, atoms.netName, atoms.name, atoms.windowClass, atoms.pid])
    connection.onEvent((event) => {
      const gone = event.name === 'DestroyNotify' && event.wid === focused
      const changed = event.name === 'PropertyNotify' && event.atom !== undefined && relevant.has(event.atom)
      if (!gone && !changed) return
      changes += 1
      believed = null
      // openbox still names a closed window.
      if (gone || event.atom === atoms.windowClass || event.atom === atoms.pid) reader.forget()
      refresh().catch(failed)
    })
    connection.watch(connection.root, true)
    return {
      async current() {
        if (believed && performance.now() - believed.at < believedMs) return believed.window
        const window = await read()
        const isBetweenWindows = unfocusedSince !== null && performance.now() - unfocusedSince < betweenWindowsMs
        return isBetweenWindows ? (reported ?? window) : window
      },
      async report() {
        const window = await read()
        reported = null
        report(window)
      },
      close() {
        clearTimeout(betweenWindows)
        connection.close()
      },
    }
  } catch (error) {
    connection.close()
    throw error
  }
}

/** The window with the keyboard, if the window manager manages it. Without a window in focus, window managers use one of their own. */
const managedFocus = async (connection: X11Connection, atoms: Atoms): Promise<number | null> => {
  const window = await connection.inputFocus()
  const managed = window !== null && (await connection.property(window, atoms.managed, 4)) !== null
  return managed ? window : null
}

type Atoms = Awaited<ReturnType<typeof internAtoms>>

const internAtoms = async (connection: X11Connection) => {
  const [activeWindow = 0, windowManager = 0, managed = 0, netName = 0, pid = 0, utf8 = 0] = await Promise.all(
    ['_NET_ACTIVE_WINDOW', '_NET_SUPPORTING_WM_CHECK', 'WM_STATE', '_NET_WM_NAME', '_NET_WM_PID', 'UTF8_STRING'].map(
      (name) => connection.atom(name),
    ),
  )
  // Predefined by the protocol.
  return { activeWindow, windowManager, netName, pid, managed, utf8, name: 39, windowClass: 67 }
}

/** Describes windows. For a fast-changing title only the title is read. */
const windowReader = (connection: X11Connection, atoms: Atoms) => {
  const none = { window: 0, app: null as string | null, at: 0 }
  let known = none
  let forgotten = 0
  const applicationOf = async (window: number): Promise<string | null> => {
    if (window === known.window && performance.now() - known.at < believedMs) return known.app
    const before = forgotten
    const [className, pid] = await Promise.all([
      connection.property(window, atoms.windowClass, 512),
      connection.property(window, atoms.pid, 4),
    ])
    const processId = firstCardinal(pid)
    const executablePath = processId === null ? null : await readlink(`/proc/${processId}/exe`).catch(() => null)
    const app = applicationName({ executablePath, windowClass: windowClass(className) })
    // Not if the window closed during the query.
    if (forgotten === before) known = { window, app, at: performance.now() }
    return app
  }
  const describe = async (window: number): Promise<ActiveWindow> => {
    const [app, netName] = await Promise.all([
      applicationOf(window),
      connection.property(window, atoms.netName, longestTitleBytes),
    ])
    const text =
      utf8Text(netName) || namedText(await connection.property(window, atoms.name, longestTitleBytes), atoms.utf8)
    // If the window closed meanwhile, `app` is null and the desktop has the focus.
    return { app, title: windowTitle(text), url: null }
  }
  return {
    describe,
    forget() {
      known = none
      forgotten += 1
    },
  }
}

/**
 * Runs `task` once at a time. Calls during a run share the next run: a title that changes 100 times a second is read as often as
 * the server answers, and the last change is never missed.
 */
const oneAtATime = <Answer>(task: () => Promise<Answer>): (() => Promise<Answer>) => {
  let running: Promise<unknown> | null = null
  let next: Promise<Answer> | null = null
  const run = (): Promise<Answer> => {
    const started = task().finally(() => {
      if (running === started) running = null
    })
    running = started
    return started
  }
  return () => {
    if (running === null) return run()
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null
        return run()
      })
    return next
  }
}
