import type { CompanionRequest, PageReport } from '../../shared/companion.ts'
import type { PageSource } from '../capture/ports.ts'
import { urlWithoutQuery } from '../capture/window-text.ts'
import { browserNames, isAllowedCaller } from './browsers.ts'
import type { AllowedExtensions } from './browsers.ts'
import type { Call, Calls } from './calls.ts'
import { callReader, framed } from './protocol.ts'

/** A companion that takes nothing any more is not asked any more, bytes. */
const longestBacklog = 4096

const ask: CompanionRequest = { report: true }

/** A companion on the line. */
interface Line {
  readonly call: Call
  /** What it said last. `order` grows with every report of any line. */
  said: (PageReport & { readonly order: number }) | null
}

/**
 * What the browser companions say. Pages are in memory only, and only the last of each line.
 * @param options.warn told, without a word of what was said, of calls that were refused
 */
export const companionPages = (options: {
  readonly calls: Calls
  readonly allowed: AllowedExtensions
  readonly warn: (message: string) => void
}): PageSource => {
  const lines = new Set<Line>()
  let order = 0

  const linesIn = (app: string) =>
    [...lines].filter(({ said }) => said !== null && browserNames[said.browser].apps.has(app))

  const take = (call: Call, onSaid: (apps: ReadonlySet<string>) => void) => {
    const line: Line = { call, said: null }
    const read = callReader()
    const end = () => {
      call.close()
      if (lines.delete(line) && line.said !== null) onSaid(browserNames[line.said.browser].apps)
    }
    lines.add(line)
    call.heard.on('data', (chunk: Buffer) => {
      for (const part of read(chunk)) {
        if (!lines.has(line)) return
        if (part.kind === 'report') {
          order += 1
          line.said = { browser: part.report.browser, page: urlWithoutQuery(part.report.page), order }
          onSaid(browserNames[part.report.browser].apps)
        } else if (part.kind === 'caller' && isAllowedCaller(part.words, options.allowed)) {
          call.told.write(framed(ask))
        } else {
          options.warn(
            `a browser's call was refused: ${part.kind === 'refused' ? part.why : 'not an allowed extension'}`,
          )
          end()
        }
      }
    })
    for (const event of ['end', 'close', 'error'] as const) call.heard.on(event, end)
    for (const event of ['close', 'error'] as const) call.told.on(event, end)
  }

  /** The agent works without companions, too: on a full or read-only disk, or when the system watches no more folders. */
  const listen = (onCall: (call: Call) => void): (() => void) => {
    try {
      return options.calls.listen(onCall)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
      options.warn(`browsers cannot reach this agent: ${code}`)
      return () => {}
    }
  }

  return {
    pageOf(app) {
      const found = linesIn(app)
      if (found.length === 0) return null
      // Of two profiles of one browser the one whose window has the focus now said so last.
      const [latest] = found
        .flatMap(({ said }) => (said?.page ? [said] : []))
        .sort((one, other) => other.order - one.order)
      return { url: latest?.page ?? null, canAsk: found.some(({ call }) => call.canBeAsked) }
    },
    ask(app) {
      for (const { call } of linesIn(app)) {
        if (call.canBeAsked && call.told.writableLength < longestBacklog) call.told.write(framed(ask))
      }
    },
    subscribe(onSaid) {
      const stopListening = listen((call) => take(call, onSaid))
      return () => {
        stopListening()
        const ended = [...lines]
        lines.clear()
        for (const { call } of ended) call.close()
      }
    },
    browsers: () =>
      [...new Set([...lines].flatMap(({ said }) => (said === null ? [] : [browserNames[said.browser].name])))].sort(),
  }
}
