import type { CompanionRequest, PageReport } from '../../shared/companion.ts'
import type { PageSource } from '../capture/ports.ts'
import { urlWithoutQuery } from '../capture/window-text.ts'
import { browserNames, isAllowedCaller, type AllowedExtensions } from './browsers.ts'
import type { Call, Calls } from './calls.ts'
import { callReader, framed } from './protocol.ts'

/** A companion with this many unread bytes gets no further requests. */
const longestBacklog = 4096

/** A connected companion. */
interface Connection {
  readonly call: Call
  /** It said that it is an allowed extension. */
  introduced: boolean
  /** Its last report. `order` grows with every report of any connection. */
  report: (PageReport & { readonly order: number }) | null
}

/**
 * Pages reported by browser companions. Only the last page of each connection is kept, in memory.
 * @param options.warn gets refused connections without their content
 */
export const companionPages = (options: {
  readonly calls: Calls
  readonly allowed: AllowedExtensions
  readonly warn: (message: string) => void
}): PageSource => {
  const connections = new Set<Connection>()
  let order = 0
  let hosts: readonly string[] = []

  const send = ({ call }: Connection, request: Omit<CompanionRequest, 'report'>) => {
    const message: CompanionRequest = { report: true, ...request }
    if (call.outgoing.writableLength < longestBacklog) call.outgoing.write(framed(message))
  }

  const connectionsIn = (app: string) =>
    [...connections].filter(({ report }) => report !== null && browserNames[report.browser].apps.has(app))

  const take = (call: Call, onReport: (apps: ReadonlySet<string>) => void) => {
    const connection: Connection = { call, introduced: false, report: null }
    const read = callReader()
    const end = () => {
      call.close()
      if (connections.delete(connection) && connection.report !== null)
        onReport(browserNames[connection.report.browser].apps)
    }
    connections.add(connection)
    call.incoming.on('data', (chunk: Buffer) => {
      for (const part of read(chunk)) {
        if (!connections.has(connection)) return
        if (part.kind === 'report') {
          order += 1
          const { page, ...report } = part.report
          connection.report = { ...report, page: urlWithoutQuery(page), order }
          onReport(browserNames[part.report.browser].apps)
        } else if (part.kind === 'caller' && isAllowedCaller(part.words, options.allowed)) {
          connection.introduced = true
          // Also where nothing after the first message arrives.
          call.outgoing.write(framed({ report: true, ...(hosts.length > 0 && { hosts }) }))
        } else {
          options.warn(
            `a browser connection was refused: ${part.kind === 'refused' ? part.why : 'not an allowed extension'}`,
          )
          end()
        }
      }
    })
    for (const event of ['end', 'close', 'error'] as const) call.incoming.on(event, end)
    for (const event of ['close', 'error'] as const) call.outgoing.on(event, end)
  }

  /** The agent must also work without companions: on a full or read-only disk, or without free folder watches. */
  const listen = (onCall: (call: Call) => void): (() => void) => {
    try {
      return options.calls.listen(onCall)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
      options.warn(`browsers cannot connect to this agent: ${code}`)
      return () => {}
    }
  }

  return {
    pageOf(app) {
      const found = connectionsIn(app)
      if (found.length === 0) return null
      // With two profiles of one browser, the latest report is from the profile with the focus.
      const [latest] = found
        .flatMap(({ report }) => (report?.page ? [report] : []))
        .sort((one, other) => other.order - one.order)
      return { url: latest?.page ?? null, canAsk: true, field: latest?.field ?? null }
    },
    ask(app, field) {
      for (const connection of connectionsIn(app)) send(connection, field === null ? {} : { field })
    },
    useHosts(next) {
      hosts = next
      for (const connection of connections) if (connection.introduced) send(connection, { hosts })
    },
    notAllowed: () => [
      ...new Set(
        [...connections].flatMap(({ report }) => report?.notAllowed ?? []).filter((host) => hosts.includes(host)),
      ),
    ],
    subscribe(onReport) {
      const stopListening = listen((call) => take(call, onReport))
      return () => {
        stopListening()
        const ended = [...connections]
        connections.clear()
        for (const { call } of ended) call.close()
      }
    },
    browsers: () =>
      [
        ...new Set(
          [...connections].flatMap(({ report }) => (report === null ? [] : [browserNames[report.browser].name])),
        ),
      ].sort(),
  }
}
