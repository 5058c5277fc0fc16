import type { Readable, Writable } from 'node:stream'

/** A connected browser. Either side may end the connection. */
export interface Call {
  /** The caller (lines, then a blank one), then the browser's framed messages. Ends with the connection. */
  readonly incoming: Readable
  readonly outgoing: Writable
  /** Closes it in both directions. */
  close(): void
}

/** Where browsers connect. Without a listener their connections wait. */
export interface Calls {
  /** Accepts connections, waiting ones first, until the returned function is called. That function closes none. */
  listen(onCall: (call: Call) => void): () => void
}
