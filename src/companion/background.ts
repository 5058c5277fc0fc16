import { companionHost } from '../shared/companion.ts'
import type { PageReport } from '../shared/companion.ts'
import { browserOf } from './browser.ts'
import { pageOf } from './page.ts'
import { retryAfterMs } from './retry.ts'

// The whole extension: tells the agent which page the window in focus shows. The browser ends and starts this script as it likes; an open
// port to the agent keeps it alive, and any event below brings it back.

const browser = browserOf(navigator)

/** The agent may see a window get the focus before the browser itself does. So it looks twice, this far apart, ms. */
const askAgainMs = 40

/** The line to the agent. */
interface Line {
  readonly port: chrome.runtime.Port
  /** The agent wants to hear of pages. */
  ready: boolean
  /** It waits for an answer, even if that is what it knows. */
  asked: boolean
  said: string | null
}

const start = (): void => {
  let line: Line | null = null
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let querying = false
  let queryAgain = false

  const connect = (): void => {
    clearTimeout(retry)
    if (line !== null) return
    const opened: Line = { port: chrome.runtime.connectNative(companionHost), ready: false, asked: false, said: null }
    line = opened
    opened.port.onMessage.addListener(() => {
      opened.ready = true
      opened.asked = true
      failures = 0
      query()
      setTimeout(query, askAgainMs)
    })
    opened.port.onDisconnect.addListener(() => {
      // Reading it tells the browser that the failure is known: it is no error that there is no agent.
      void chrome.runtime.lastError
      if (line === opened) line = null
      failures += 1
      retry = setTimeout(connect, retryAfterMs(failures))
    })
  }

  /** Tells the agent when it asked, and when there is something new. */
  const tell = (page: string | null): void => {
    if (line?.ready !== true || (!line.asked && line.said === page)) return
    line.asked = false
    line.said = page
    const report: PageReport = { browser, page }
    line.port.postMessage(report)
  }

  /** Asks the browser what is in focus. One question at a time; what happens meanwhile is answered by one more after it. */
  const query = (): void => {
    connect()
    if (line?.ready !== true) return
    queryAgain = querying
    if (querying) return
    querying = true
    pageInFocus()
      // A tab or window that closed meanwhile: its closing is an event of its own.
      .then(tell, () => {})
      .finally(() => {
        querying = false
        if (queryAgain) query()
      })
  }

  chrome.windows.onFocusChanged.addListener(query)
  chrome.tabs.onActivated.addListener(query)
  chrome.tabs.onReplaced.addListener(query)
  chrome.tabs.onUpdated.addListener((_id, change, tab) => {
    if (tab.active && change.url !== undefined) query()
  })
  chrome.runtime.onInstalled.addListener(connect)
  chrome.runtime.onStartup.addListener(connect)
  connect()
}

const pageInFocus = async (): Promise<string | null> => {
  const windows = await chrome.windows.getAll()
  const focused = windows.find((window) => window.focused && !window.incognito)
  if (focused?.id === undefined) return null
  const [tab] = await chrome.tabs.query({ active: true, windowId: focused.id })
  return pageOf(tab)
}

start()
