import { companionHost, type PageReport } from '../shared/companion.ts'
import { browserOf } from './browser.ts'
import { pageOf } from './page.ts'
import { retryAfterMs } from './retry.ts'

// The whole extension: reports the page in the focused window to the agent. The browser may end and restart this script; an open
// port keeps it alive, and every event below restarts it.

const browser = browserOf(navigator)

/** The agent may see a window get the focus before the browser does. So the page is queried twice, this far apart, ms. */
const askAgainMs = 40

/** The connection to the agent. */
interface Connection {
  readonly port: chrome.runtime.Port
  /** The agent accepts reports. */
  ready: boolean
  /** The agent waits for an answer, even if the page is unchanged. */
  asked: boolean
  reported: string | null
}

const start = (): void => {
  let connection: Connection | null = null
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let querying = false
  let queryAgain = false

  const connect = (): void => {
    clearTimeout(retry)
    if (connection !== null) return
    const opened: Connection = {
      port: chrome.runtime.connectNative(companionHost),
      ready: false,
      asked: false,
      reported: null,
    }
    connection = opened
    opened.port.onMessage.addListener(() => {
      opened.ready = true
      opened.asked = true
      failures = 0
      query()
      setTimeout(query, askAgainMs)
    })
    opened.port.onDisconnect.addListener(() => {
      // Reading it marks the failure as handled: a missing agent is not an error.
      void chrome.runtime.lastError
      if (connection === opened) connection = null
      failures += 1
      retry = setTimeout(connect, retryAfterMs(failures))
    })
  }

  /** Reports to the agent when it asked and when the page changed. */
  const report = (page: string | null): void => {
    if (connection?.ready !== true || (!connection.asked && connection.reported === page)) return
    connection.asked = false
    connection.reported = page
    connection.port.postMessage({ browser, page } satisfies PageReport)
  }

  /** Queries the focused page. One query at a time; events during a query cause one more after it. */
  const query = (): void => {
    connect()
    if (connection?.ready !== true) return
    queryAgain = querying
    if (querying) return
    querying = true
    pageInFocus()
      // A tab or window that closed meanwhile has its own event.
      .then(report, () => {})
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
