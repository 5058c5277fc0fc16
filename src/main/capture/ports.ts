import type { EpochMs, MonoMs, Observation, presenceEvents } from '../../shared/contract/index.ts'

/** The window in focus. `app` null: no window has the focus (the desktop). `url` keeps scheme, host, path and hash; its query is cut off. */
export interface ActiveWindow {
  readonly app: string | null
  readonly title: string | null
  readonly url: string | null
}

/** Something a person may have done on this computer so that windows can be seen. Nothing is installed without being asked for. */
export interface Remedy {
  /** For a button or a menu, e.g. `Install the GNOME extension`. */
  readonly label: string
  /** @returns what is to be done next, in plain words. @throws with a message for the person */
  readonly apply: () => string
}

/** Names the window in focus. One adapter per file; the contract test runs against each that can run. */
export interface WindowSource {
  /** Adapter name for health and logs, e.g. `x11`. */
  readonly name: string
  /** @throws CaptureUnavailable when windows cannot be seen at all (no display, no permission). No focus is not an error. */
  current(): Promise<ActiveWindow>
  /**
   * Where the platform has events: calls back at every change of focus or title, with the window already read.
   * Calls neither before it returned. `onLost` ends the subscription. Returns how to stop. Absent: the caller polls `current`.
   */
  readonly subscribe?: (onChange: (window: ActiveWindow) => void, onLost: (error: Error) => void) => () => void
  /** What would help while windows cannot be seen; null: nothing that can be done from here. */
  readonly remedy?: (() => Remedy | null) | undefined
  close(): void
}

/** What a companion inside a browser says of the page in focus. It knows nothing of other programs' windows, nor whether the browser has the focus. */
export interface PageSource {
  /** Of the browser that is called so; null: no companion in it is on the line. */
  pageOf(app: string): Page | null
  /** Asks the companions in the browser called so to say it now; `onSaid` hears the answer. */
  ask(app: string): void
  /** Listens for companions until the returned function is called, which ends every line. `onSaid` is called with the browser's names at whatever a companion said, changed or not, and when one has gone. */
  subscribe(onSaid: (apps: ReadonlySet<string>) => void): () => void
  /** The browsers with a companion on the line, for people to read. */
  browsers(): readonly string[]
}

/** `url` null: nothing that may be told of. */
export interface Page {
  readonly url: string | null
  /** Whether a companion there answers when it is asked. */
  readonly canAsk: boolean
}

/** Time since the last keyboard or pointer input, in ms. */
export interface IdleSource {
  /** For health and logs, e.g. `x11`. */
  readonly name?: string | undefined
  /** Why the idle time cannot be known here, in plain words; absent where it can. `idleMs` is 0 then: idle is not made up. */
  readonly unknown?: string | undefined
  /** Must not jump back and forth within one idle stretch: idle is back-dated to it (see `nextLastInput`). */
  idleMs(): number
  locked(): boolean
  /** For a source that has to ask first: awaited before `idleMs` is read. Never rejects. */
  readonly refresh?: () => Promise<void>
}

export type PresenceEventName = (typeof presenceEvents)[number]

/** Lock, unlock, suspend, resume and shutdown of the session. Returns how to stop. */
export interface PowerSource {
  subscribe(onEvent: (event: PresenceEventName) => void): () => void
}

/** Wall and monotonic clock; both whole ms. */
export interface Clock {
  now(): EpochMs
  mono(): MonoMs
}

/** Why a line was made: something changed or happened, or a second is over. */
export type Trigger = 'change' | 'tick'

/** Receives observations in order. Titles and URLs in them must not outlive the call. */
export type ObservationSink = (observation: Observation, trigger: Trigger) => void

export class CaptureUnavailable extends Error {
  override readonly name = 'CaptureUnavailable'
}
