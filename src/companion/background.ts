import {
  companionHost,
  mostNotAllowed,
  type CompanionRequest,
  type FieldReport,
  type FieldRequest,
  type PageReport,
} from '../shared/companion.ts'
import { browserOf } from './browser.ts'
import { fieldReader, hostsNotAllowed } from './field-reader.ts'
import { optionsPort } from './options-port.ts'
import { pageOf } from './page.ts'
import { retryAfterMs } from './retry.ts'

// Reports the page in the focused window to the agent, with one element of it where the agent asks for that. The browser may end and restart this
// script; an open port keeps it alive, and every event below restarts it.

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
  /** The field that the agent wants read. */
  field: FieldRequest | null
}

const start = (): void => {
  let connection: Connection | null = null
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let querying = false
  let queryAgain = false
  /** Hosts whose pages have a field that some rule reads. */
  let hosts: readonly string[] = []
  let notAllowed: readonly string[] = []
  const optionsPages = new Set<chrome.runtime.Port>()
  const reader = fieldReader(() => query())

  const connect = (): void => {
    clearTimeout(retry)
    if (connection !== null) return
    const opened: Connection = {
      port: chrome.runtime.connectNative(companionHost),
      ready: false,
      asked: false,
      reported: null,
      field: null,
    }
    connection = opened
    opened.port.onMessage.addListener((message) => {
      const request = message as CompanionRequest
      opened.ready = true
      opened.asked = true
      opened.field = request.field ?? null
      failures = 0
      if (request.hosts) useHosts(request.hosts)
      query()
      setTimeout(query, askAgainMs)
    })
    opened.port.onDisconnect.addListener(() => {
      // Reading it marks the failure as handled: a missing agent is not an error.
      void chrome.runtime.lastError
      if (connection === opened) connection = null
      reader.stop()
      useHosts([])
      failures += 1
      retry = setTimeout(connect, retryAfterMs(failures))
    })
  }

  /** Reports to the agent when it asked and when the page, its field or what may be read changed. */
  const report = ({ tab, page }: Focus): void => {
    if (connection?.ready !== true) return
    const field: FieldReport | undefined = reader.read(tab, page, connection.field)
    const named = notAllowed.slice(0, mostNotAllowed)
    const said: PageReport = { browser, page, ...(field && { field }), ...(named.length > 0 && { notAllowed: named }) }
    const text = JSON.stringify(said)
    if (!connection.asked && connection.reported === text) return
    connection.asked = false
    connection.reported = text
    connection.port.postMessage(said)
  }

  const useHosts = (next: readonly string[]): void => {
    hosts = next
    void hostsNotAllowed(next).then((found) => {
      if (hosts !== next) return
      notAllowed = found
      for (const port of optionsPages) port.postMessage({ hosts, notAllowed })
      // Without a connection it would not wait for the next attempt.
      if (connection !== null) query()
    })
  }

  const permissionsChanged = (): void => {
    reader.stop()
    useHosts([...hosts])
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

  chrome.runtime.onConnect.addListener((port) => {
    if (port.name !== optionsPort || port.sender?.tab?.url?.startsWith('http') === true) return
    optionsPages.add(port)
    port.onDisconnect.addListener(() => optionsPages.delete(port))
    port.postMessage({ hosts, notAllowed })
  })
  chrome.permissions.onAdded.addListener(permissionsChanged)
  chrome.permissions.onRemoved.addListener(permissionsChanged)
  chrome.windows.onFocusChanged.addListener(query)
  chrome.tabs.onActivated.addListener(query)
  chrome.tabs.onReplaced.addListener(query)
  chrome.tabs.onUpdated.addListener((id, change, tab) => {
    const loaded = change.status === 'complete'
    if (loaded) reader.loaded(id)
    if (tab.active && (loaded || change.url !== undefined)) query()
  })
  chrome.runtime.onInstalled.addListener(connect)
  chrome.runtime.onStartup.addListener(connect)
  connect()
}

/** The tab in focus and its page. */
interface Focus {
  readonly tab: chrome.tabs.Tab | undefined
  readonly page: string | null
}

const pageInFocus = async (): Promise<Focus> => {
  const windows = await chrome.windows.getAll()
  const focused = windows.find((window) => window.focused && !window.incognito)
  if (focused?.id === undefined) return { tab: undefined, page: null }
  const [tab] = await chrome.tabs.query({ active: true, windowId: focused.id })
  return { tab, page: pageOf(tab) }
}

start()
