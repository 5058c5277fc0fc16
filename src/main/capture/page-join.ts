import type { EpochMs, MonoMs } from '../../shared/contract/index.ts'
import type { ActiveWindow, Page } from './ports.ts'

/** When a window or page was seen. */
export interface Instant {
  readonly t: EpochMs
  readonly mono: MonoMs
}
export interface SeenWindow extends Instant {
  readonly window: ActiveWindow
}

/**
 * A browser changes its title and reports its page a few milliseconds apart, in either order. The change that starts with the first
 * one is complete after this time, ms.
 */
export const settleMs = 80
/** If a companion does not answer a request for this long, ms, its earlier report no longer counts. */
export const patienceMs = 400

export type PageJoinInput = Instant &
  (
    | {
        /** A window from the window source. `page`: the last report of the companion in its program. */
        readonly kind: 'window'
        readonly window: ActiveWindow
        readonly page: Page | null
        /** Whether the companion can be asked; if so, the next state may require it. */
        readonly canAsk: boolean
      }
    /** A companion in the focused program sent a report, or disconnected (null). */
    | { readonly kind: 'page'; readonly page: Page | null }
    /** Time has passed. */
    | { readonly kind: 'time' }
    /** Another event follows: the pending change must be emitted first. */
    | { readonly kind: 'interrupt' }
  )

/** A window with the page its companion reported. */
interface Shown {
  readonly window: ActiveWindow
  readonly page: string | null
}

/** A change that is not emitted yet. */
interface Pending extends Instant, Shown {
  /** Whether the window or page is new, rather than only withdrawn. */
  readonly changed: boolean
  /** The companion no longer reports a page. A browser also does so just before it loses the focus. */
  readonly withdrawn: boolean
  /** Whether the companion was asked, once, and has answered. */
  readonly asked: 'no' | 'waiting' | 'answered'
}

export interface PageJoin {
  readonly pending: Pending | null
  /** Emitted last. */
  readonly emitted: Shown | null
}

export interface PageJoinStep {
  readonly join: PageJoin
  /** Windows with their pages in order of time, each with the time it began. */
  readonly seen: readonly SeenWindow[]
  /** Whether to ask the companion now. */
  readonly ask: boolean
  /** When a `time` input is due; null if nothing is pending. */
  readonly dueAt: MonoMs | null
}

export const emptyPageJoin: PageJoin = { pending: null, emitted: null }

/**
 * Joins the focused window with the page its browser shows. In a browser with a companion a change is emitted when title and page
 * are both known, dated by the first of the two. Everything else is emitted at once.
 */
export const joinPages = (join: PageJoin, input: PageJoinInput): PageJoinStep => {
  switch (input.kind) {
    case 'window':
      return onWindow(expired(join, input), input)
    case 'page':
      return onPage(expired(join, input), input)
    case 'time':
      return step(expired(join, input))
    case 'interrupt':
      return step(left({ join, seen: [] }))
  }
}

/** A join and the windows to emit before it. */
interface Progress {
  readonly join: PageJoin
  readonly seen: readonly SeenWindow[]
}

const step = ({ join, seen }: Progress, ask = false): PageJoinStep => ({
  join,
  seen,
  ask,
  dueAt: join.pending === null ? null : dueAt(join.pending),
})

const dueAt = ({ mono, asked }: Pending): MonoMs => mono + (asked === 'waiting' ? patienceMs : settleMs)

const onWindow = (
  progress: Progress,
  { t, mono, window, page, canAsk }: PageJoinInput & { readonly kind: 'window' },
): PageJoinStep => {
  const { pending } = progress.join
  if (pending !== null && pending.window.app === window.app) {
    const ask = canAsk && pending.asked === 'no' && pending.window.title !== window.title
    const next: Pending = { ...pending, window, ...(ask && { asked: 'waiting' }) }
    return step({ ...progress, join: { ...progress.join, pending: withChange(progress.join, next) } }, ask)
  }
  const { join, seen } = left(progress)
  const shown: Shown = { window, page: page?.url ?? null }
  if (page === null || isSame(join.emitted, shown)) return step(emit({ join, seen }, { t, mono }, shown))
  const asked = canAsk ? 'waiting' : 'no'
  return step(
    { join: { ...join, pending: { t, mono, ...shown, changed: true, withdrawn: false, asked } }, seen },
    canAsk,
  )
}

const onPage = (progress: Progress, { t, mono, page }: PageJoinInput & { readonly kind: 'page' }): PageJoinStep => {
  const { join } = progress
  const current: Pending | null =
    join.pending ?? (join.emitted && { t, mono, ...join.emitted, changed: false, withdrawn: false, asked: 'no' })
  if (current === null) return step(progress)
  const url = page?.url ?? null
  const asked = current.asked === 'waiting' ? 'answered' : current.asked
  // The earlier page is kept: it was shown until the browser lost the focus, if that comes next.
  const next =
    url === null ? { ...current, withdrawn: current.page !== null } : { ...current, page: url, withdrawn: false }
  const pending = withChange(join, { ...next, asked })
  // The companion repeated a report that was already emitted.
  const nothing = join.pending === null && !pending.changed && !pending.withdrawn
  return step({ ...progress, join: { ...join, pending: nothing ? null : pending } })
}

/** Emits a change that has been pending long enough while its window kept the focus. */
const expired = (join: PageJoin, { mono }: Instant): Progress => {
  const { pending } = join
  if (pending === null || mono < dueAt(pending)) return { join, seen: [] }
  const unknown = pending.asked === 'waiting' || pending.withdrawn
  return emit({ join: { ...join, pending: null }, seen: [] }, pending, unknown ? { ...pending, page: null } : pending)
}

/** Emits the pending change of a window that lost the focus. A withdrawn page only announced that loss. */
const left = ({ join, seen }: Progress): Progress => {
  const { pending } = join
  if (pending === null) return { join, seen }
  const rest = { join: { ...join, pending: null }, seen }
  if (!pending.changed) return rest
  return emit(rest, pending, pending.asked === 'waiting' ? { ...pending, page: null } : pending)
}

const emit = ({ join, seen }: Progress, { t, mono }: Instant, { window, page }: Shown): Progress => ({
  join: { ...join, emitted: { window, page } },
  seen: [...seen, { t, mono, window: joined({ window, page }) }],
})

const withChange = (join: PageJoin, pending: Pending): Pending => ({
  ...pending,
  changed: !isSame(join.emitted, pending),
})

/** The companion's page wins: the address read by the window source may still be typed. */
const joined = ({ window, page }: Shown): ActiveWindow => (page === null ? window : { ...window, url: page })

const isSame = (one: Shown | null, other: Shown): boolean => one !== null && sameWindow(joined(one), joined(other))

export const sameWindow = (one: ActiveWindow | undefined, other: ActiveWindow): boolean =>
  one !== undefined && one.app === other.app && one.title === other.title && one.url === other.url
