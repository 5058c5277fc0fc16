import { browserNames } from '../companion/browsers.ts'
import { applicationName } from '../capture/application-name.ts'
import { nextLastInput, type LastInput } from '../capture/last-input.ts'
import {
  CaptureUnavailable,
  type ActiveWindow,
  type Clock,
  type IdleSource,
  type PageSource,
  type PowerSource,
  type WindowSource,
} from '../capture/ports.ts'
import { urlWithoutQuery, windowTitle } from '../capture/window-text.ts'
import type { HelperLine } from './helper-lines.ts'
import type { WindowsHelper } from './helper-process.ts'
import { subscribeToHelper } from './helper-subscription.ts'

type WindowLine = Extract<HelperLine, { event: 'window' }>

/** For health and logs. */
export const helperSourceName = 'windows-helper'

const desktop: ActiveWindow = { app: null, title: null, url: null }

const shownBy = (line: WindowLine): ActiveWindow => {
  if (line.window === 0) return desktop
  const app = applicationName({ executablePath: line.program, windowClass: line.class })
  return app === null ? desktop : { app, title: windowTitle(line.title), url: null, handle: line.window }
}

/** The window in front by the helper's events. Addresses come as pages of their own (see `helperPages`). */
export const helperWindowSource = (helper: WindowsHelper): WindowSource => {
  let last: ActiveWindow | null = null
  const known = helper.listen({
    onLine: (line) => {
      if (line.event === 'window') last = shownBy(line)
    },
    onLost: () => (last = null),
  })
  const read = () => {
    helper.assertRunning()
    if (last === null) throw new CaptureUnavailable('the program that sees windows has not seen one yet')
    return last
  }
  return {
    name: helperSourceName,
    // A promise, so that not seeing is a rejection.
    current: async () => read(),
    subscribe: (onChange, onLost) =>
      subscribeToHelper(helper, {
        now: () => onChange(read()),
        onLine: (line) => {
          if (line.event === 'window') onChange(shownBy(line))
        },
        onLost,
      }),
    close() {
      known()
      helper.close()
    },
  }
}

const browserApps: ReadonlySet<string> = new Set(Object.values(browserNames).flatMap(({ apps }) => [...apps]))

/**
 * Addresses that the helper reads from browsers by UI Automation, in the way of a companion that answers: the window counts from
 * its event, its address is waited for as long as a companion's, and one that does not come costs the address alone.
 */
export const helperPages = (helper: WindowsHelper): PageSource => {
  let window = 0
  let app: string | null = null
  let url: string | null = null
  const known = (line: HelperLine) => {
    if (line.event === 'window') {
      if (line.window !== window) url = null
      window = line.window
      app = shownBy(line).app
    }
    if (line.event === 'address' && line.window === window) url = urlWithoutQuery(line.url)
  }
  helper.listen({
    onLine: known,
    onLost: () => {
      window = 0
      app = url = null
    },
  })
  return {
    pageOf: (name) => (name === app && browserApps.has(name) ? { url, canAsk: true } : null),
    // It answers each change of the window or title without being asked, and reads nothing in a page.
    ask() {},
    useHosts() {},
    notAllowed: () => [],
    subscribe: (onReport) =>
      helper.listen({
        onLine: (line) => {
          if (line.event === 'address' && line.window === window && app !== null) onReport(new Set([app]))
        },
      }),
    browsers: () => [],
  }
}

/** Pages by the first source that knows the program. */
export const firstPages = (sources: readonly PageSource[]): PageSource => ({
  pageOf: (app) => sources.reduce<ReturnType<PageSource['pageOf']>>((page, source) => page ?? source.pageOf(app), null),
  ask: (app, field) => sources.find((source) => source.pageOf(app) !== null)?.ask(app, field),
  useHosts(hosts) {
    for (const source of sources) source.useHosts(hosts)
  },
  notAllowed: () => sources.flatMap((source) => source.notAllowed()),
  subscribe(onReport) {
    const stops = sources.map((source, index) =>
      source.subscribe((apps) => {
        // A report about a program that an earlier source knows changes nothing.
        const heard = [...apps].filter((app) =>
          sources.slice(0, index).every((earlier) => earlier.pageOf(app) === null),
        )
        if (heard.length > 0) onReport(new Set(heard))
      }),
    )
    return () => {
      for (const stop of stops) stop()
    }
  },
  browsers: () => sources.flatMap((source) => source.browsers()),
})

/** Lock, sleep and the end of the session, as Windows tells them to a program with a window. */
export const helperPowerSource = (helper: WindowsHelper): PowerSource => ({
  subscribe: (onEvent) =>
    helper.listen({
      onLine: ({ event }) => {
        if (event === 'lock' || event === 'unlock' || event === 'suspend' || event === 'resume' || event === 'shutdown')
          onEvent(event)
      },
    }),
})

/** Windows counts in steps of its timer, and a line is under way for a moment. */
const inputStepMs = 50

/** Idle time by the helper, which says it with each line; by another source while it does not run, and whether the screen is locked. */
export const helperIdleSource = (helper: WindowsHelper, clock: Clock, otherwise: IdleSource): IdleSource => {
  let lastInput: LastInput | null = null
  helper.listen({
    onLine: (line) => {
      if ('idleMs' in line)
        lastInput = nextLastInput(lastInput, { mono: clock.mono(), idleMs: line.idleMs }, inputStepMs)
    },
    onLost: () => (lastInput = null),
  })
  return {
    get name() {
      return lastInput === null ? otherwise.name : helperSourceName
    },
    idleMs: () => (lastInput === null ? otherwise.idleMs() : Math.max(0, clock.mono() - lastInput)),
    locked: () => otherwise.locked(),
  }
}
