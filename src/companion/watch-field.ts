/** What stands in the element, and in which document's page; null: nothing that is read. */
export interface ReadField {
  readonly href: string
  readonly text: string | null
}

/**
 * Runs in the page, apart from the page's own scripts: tells the extension what stands in one element, now and after each change, until either side
 * ends the port. It uses nothing from outside its body, since the browser passes on its text alone.
 *
 * - The element is the only one shown that the selector names: of several none is known to be meant.
 * - A longer text than `longest` is no field: none of it is read.
 * - A page that changes without a load may show the old number under its new address for a while. So an element that is the same with the same text
 *   counts again only after `staleMs`, when it is the page's own beyond doubt.
 * - However often a page changes, it is read every `everyMs` at most; once a second without a change, for what no change tells, as a typed value.
 *
 * @param portName by which the extension knows what it started @param selector of the shape that `selectorFault` lets pass
 */
export function watchField(portName: string, selector: string, longest: number): void {
  const staleMs = 3000
  const everyMs = 200
  const mostElements = 50
  const mostNodes = 200
  const mostWithBlanks = 2000

  interface Last {
    readonly element: Element
    readonly text: string
    readonly href: string
    /** Since when it stands under this address; null: since it was first read. */
    readonly movedAt: number | null
  }
  // Survives a new start in the same document, whose page may have changed in between.
  const memory = globalThis as { touchLedgerField?: Last | undefined }

  const shownElement = (): Element | null => {
    const found = [...document.querySelectorAll(selector)]
    if (found.length > mostElements) return null
    const shown = found.filter((element) =>
      element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true, visibilityProperty: true }),
    )
    return shown.length === 1 ? (shown[0] ?? null) : null
  }

  const textOf = (element: Element): string | null => {
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      const isReadable = !(element instanceof HTMLInputElement) || ['text', 'search', 'number'].includes(element.type)
      return isReadable && element.value.length <= mostWithBlanks ? element.value : null
    }
    let text = ''
    let nodes = 0
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_ALL)
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      nodes += 1
      if (nodes > mostNodes) return null
      if (!(node instanceof Text)) continue
      if (text.length + node.length > mostWithBlanks) return null
      text += node.data
    }
    return text
  }

  const readText = (): string | null => {
    const element = shownElement()
    const text = element && textOf(element)?.replace(/\s+/g, ' ').trim()
    if (element === null || !text || text.length > longest) return null
    const { href } = location
    const now = performance.now()
    const last = memory.touchLedgerField
    const stayed = last?.element === element && last.text === text ? last : null
    const movedAt = stayed === null ? null : stayed.href === href ? stayed.movedAt : now
    memory.touchLedgerField = { element, text, href, movedAt }
    return movedAt !== null && now - movedAt < staleMs ? null : text
  }

  const port = chrome.runtime.connect({ name: portName })
  let said: string | undefined
  let readAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const read = () => {
    timer = undefined
    readAt = performance.now()
    const field = { href: location.href, text: readText() }
    const text = JSON.stringify(field)
    if (text === said) return
    said = text
    port.postMessage(field)
  }
  const soon = () => {
    timer ??= setTimeout(read, Math.max(0, everyMs - (performance.now() - readAt)))
  }
  const observer = new MutationObserver(soon)
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  document.addEventListener('input', soon, true)
  const seconds = setInterval(soon, 1000)
  port.onDisconnect.addListener(() => {
    observer.disconnect()
    document.removeEventListener('input', soon, true)
    clearInterval(seconds)
    clearTimeout(timer)
  })
  read()
}
