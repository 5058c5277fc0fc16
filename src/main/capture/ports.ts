import type { FieldReport, FieldRequest } from '../../shared/companion.ts'
import type { EpochMs, MonoMs, Observation, presenceEvents } from '../../shared/contract/index.ts'

/** The focused window. `app` null: no window has the focus (the desktop). `url` has scheme, host, path and hash; its query is removed. */
export interface ActiveWindow {
  readonly app: string | null
  readonly title: string | null
  readonly url: string | null
  /** Which of its program's windows it is, where the platform tells. Never recorded. */
  readonly handle?: number | undefined
  /** What a companion found in the element of the page that a rule names. */
  readonly field?: string | null | undefined
}

/** A step that would make windows visible. It is never taken without a click. */
export interface Remedy {
  /** For a button or a menu, for example `Install the GNOME extension`. */
  readonly label: string
  /** @returns the next step in plain words. @throws with a message for the person */
  readonly apply: () => string
}

/** Reports the focused window. One adapter per file; the contract test runs each adapter that can run. */
export interface WindowSource {
  /** Adapter name for health and logs, for example `x11`. One that has a second way names the way in use. */
  readonly name: string
  /** @throws CaptureUnavailable when no window is visible (no display, no permission). No focus is not an error. */
  current(): Promise<ActiveWindow>
  /**
   * Platforms with events: calls back at every change of focus or title. It calls neither callback before it returned; `onLost`
   * ends the subscription. Returns the function that unsubscribes. Absent: the caller polls `current`.
   */
  readonly subscribe?: (onChange: (window: ActiveWindow) => void, onLost: (error: Error) => void) => () => void
  /** Why windows are polled where they could be heard, which misses short ones; null: they are heard. */
  readonly polledBecause?: (() => string | null) | undefined
  /** Which addresses of pages the system keeps back, in plain words; null: none. */
  readonly addressesUnknown?: (() => string | null) | undefined
  /** A step that would make windows visible; null if there is none. */
  readonly remedy?: (() => Remedy | null) | undefined
  close(): void
}

/** Pages reported by browser companions. A companion does not know whether its browser has the focus. */
export interface PageSource {
  /** The page in the browser with this application name; null without a connected companion. */
  pageOf(app: string): Page | null
  /** Asks the companions in this browser for a report, with this element of the page; it arrives through `onReport`. Null: nothing is to be read. */
  ask(app: string, field: FieldRequest | null): void
  /** Tells the companions of which hosts elements are read: new ones now, others later. What they read until now they read no longer. */
  useHosts(hosts: readonly string[]): void
  /** Hosts of these whose pages a connected browser does not let its companion read. */
  notAllowed(): readonly string[]
  /**
   * Accepts companions until the returned function is called, which closes all connections. `onReport` gets the browser's
   * application names at every report, changed or not, and at every disconnect.
   */
  subscribe(onReport: (apps: ReadonlySet<string>) => void): () => void
  /** Names of browsers with a connected companion, for people to read. */
  browsers(): readonly string[]
}

/** `url` null: nothing may be reported. */
export interface Page {
  readonly url: string | null
  /** Whether the companion answers requests. */
  readonly canAsk: boolean
  /** What was found in the element that was asked for; null while that is not known. */
  readonly field?: FieldReport | null | undefined
}

/** Time since the last keyboard or pointer input, in ms. */
export interface IdleSource {
  /** For health and logs, for example `x11`. */
  readonly name?: string | undefined
  /** Why the idle time is unknown here, in plain words; absent where it is known. `idleMs` is then 0. */
  readonly unknown?: string | undefined
  /** Must not jump within one idle period: idle is back-dated to it (see `nextLastInput`). */
  idleMs(): number
  locked(): boolean
  /** For a source with an asynchronous query: awaited before `idleMs` is read. Never rejects. */
  readonly refresh?: () => Promise<void>
}

/** Programs that use the microphone, by their application names. Never what is said, to whom, or by which number. */
export interface CallSource {
  /** For health and logs, for example `pulse`. */
  readonly name: string
  /**
   * Calls back with all of them soon after it returned, and at every change. `onLost` ends the subscription. Returns the function that
   * unsubscribes.
   */
  subscribe(onChange: (apps: ReadonlySet<string>) => void, onLost: (error: Error) => void): () => void
}

export type PresenceEventName = (typeof presenceEvents)[number]

/** Lock, unlock, suspend, resume and shutdown of the session. Returns the function that unsubscribes. */
export interface PowerSource {
  subscribe(onEvent: (event: PresenceEventName) => void): () => void
}

/** Wall and monotonic clock, both in whole ms. */
export interface Clock {
  now(): EpochMs
  mono(): MonoMs
}

/** Why a line was recorded: a change, or a tick each second. */
export type Trigger = 'change' | 'tick'

/** Receives observations in order. Their titles and URLs must not outlive the call. */
export type ObservationSink = (observation: Observation, trigger: Trigger) => void

export class CaptureUnavailable extends Error {
  override readonly name = 'CaptureUnavailable'
}
