import { compileClaimRef, type ClaimRefPattern } from '../shared/classify/claim-pattern.ts'
import { selectorFault } from '../shared/classify/field-selector.ts'
import { longestField, type FieldReport, type FieldRequest } from '../shared/companion.ts'
import { originOf } from './origin.ts'
import { pageOf } from './page.ts'
import { watchField, type ReadField } from './watch-field.ts'

/** The field that is read, in the tab that shows its page. */
interface Watch {
  readonly request: FieldRequest
  readonly tabId: number
  readonly pattern: ClaimRefPattern
  readonly portName: string
  port: chrome.runtime.Port | null
  last: ReadField | null
}

interface FieldReader {
  /**
   * What is known of the field in this page; it is read from now on, and no other. `undefined` while it is not known.
   * @param request null: nothing is to be read
   */
  read(tab: chrome.tabs.Tab | undefined, page: string | null, request: FieldRequest | null): FieldReport | undefined
  /** A tab has loaded a document: a start in the one before may have failed. */
  loaded(tabId: number): void
  /** Reads nothing any more. */
  stop(): void
}

/** What the name of a port from a page begins with. */
const PORT = 'field'

/** Reads one element of one page at a time. @param onRead it has something new to say */
export const fieldReader = (onRead: () => void): FieldReader => {
  let watch: Watch | null = null
  let begun = 0

  const stop = () => {
    watch?.port?.disconnect()
    watch = null
  }

  const begin = (tabId: number, request: FieldRequest): void => {
    const compiled = compileClaimRef(request.pattern)
    // The agent and the endpoint check the same; whoever speaks in their place gets no further.
    if (typeof compiled === 'string' || compiled.fault !== null || compiled.anyCharacter) return
    if (selectorFault(request.selector) !== null) return
    begun += 1
    const portName = `${PORT} ${begun}`
    const next: Watch = { request, tabId, pattern: compiled.pattern, portName, port: null, last: null }
    watch = next
    chrome.scripting
      .executeScript({ target: { tabId }, func: watchField, args: [portName, request.selector, longestField] })
      .catch(() => {
        // The browser does not allow it, or the document went away: nothing is read in this one.
        if (watch !== next) return
        next.last = { href: request.page, text: null }
        onRead()
      })
  }

  chrome.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(PORT)) return
    const { tab, frameId } = port.sender ?? {}
    const current = watch
    if (current?.portName !== port.name || frameId !== 0 || tab?.id !== current.tabId) return port.disconnect()
    current.port = port
    port.onMessage.addListener((message) => {
      if (watch !== current) return
      current.last = message as ReadField
      onRead()
    })
    // The document went away; if another one took its place, it is read anew.
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError
      if (watch !== current) return
      watch = null
      onRead()
    })
  })

  return {
    read(tab, page, request) {
      if (tab?.id === undefined || page === null || request === null || pageAt(request.page) !== page) {
        stop()
        return undefined
      }
      if (watch === null || watch.tabId !== tab.id || !isSame(watch.request, request)) {
        stop()
        begin(tab.id, request)
      }
      // Nothing is read by what does not pass the checks.
      if (watch === null) return { id: request.id, text: null }
      const { last, pattern } = watch
      if (last === null || pageAt(last.href) !== page) return undefined
      return { id: request.id, text: last.text === null ? null : pattern.matchIn(last.text) }
    },
    loaded(tabId) {
      if (watch?.tabId === tabId && watch.port === null) watch = null
    },
    stop,
  }
}

const pageAt = (url: string): string | null => pageOf({ incognito: false, url })

const isSame = (one: FieldRequest, other: FieldRequest): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Those of these hosts whose pages the browser does not let the extension read. */
export const hostsNotAllowed = async (hosts: readonly string[]): Promise<readonly string[]> => {
  const allowed = await Promise.all(
    hosts.map((host) => chrome.permissions.contains({ origins: [originOf(host)] }).catch(() => false)),
  )
  return hosts.filter((_host, index) => allowed[index] !== true)
}
