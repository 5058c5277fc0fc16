import type { Readable, Writable } from 'node:stream'

/** A browser on the line. Either side may end it. */
export interface Call {
  /** Who calls (lines, then a blank one), then the browser's messages as it framed them. Ends with the call. */
  readonly heard: Readable
  readonly told: Writable
  /** Whether more than the first message reaches the browser. */
  readonly canBeAsked: boolean
  /** Ends it, in both directions. */
  close(): void
}

/** Where browsers call. While nobody listens their calls wait. */
export interface Calls {
  /** Answers calls, those that wait already first, until the returned function is called; that hangs up none. */
  listen(onCall: (call: Call) => void): () => void
}
