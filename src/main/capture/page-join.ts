import type { FieldReport, FieldRequest } from '../../shared/companion.ts'
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

/** What is to be read in the page of a window. */
export type FieldOf = (window: ActiveWindow) => FieldRequest | null

/** A window with the page its companion reported, and what it found in that page. */
interface Shown {
  readonly window: ActiveWindow
  readonly page: string | null
  readonly field: FieldReport | null
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
  /** The field that the companion was asked for last, with its page; null: none. */
  readonly askedFor: string | null
}

export interface PageJoinStep {
  readonly join: PageJoin
  /** Windows with their pages in order of time, each with the time it began. */
  readonly seen: readonly SeenWindow[]
  /** Whether to ask the companion now, and for which field of the page. */
  readonly ask: { readonly field: FieldRequest | null } | null
  /** When a `time` input is due; null if nothing is pending. */
  readonly dueAt: MonoMs | null
}

export const emptyPageJoin: PageJoin = { pending: null, emitted: null, askedFor: null }

/**
 * Joins the focused window with the page its browser shows and with the field that a rule names there. In a browser with a companion a change is
 * emitted when title, page and field are known, dated by the first of them. Everything else is emitted at once.
 * @param fieldOf what the rules in force want read
 */
export const joinPages = (join: PageJoin, input: PageJoinInput, fieldOf: FieldOf = () => null): PageJoinStep => {
  switch (input.kind) {
    case 'window':
      return onWindow(expired(join, input, fieldOf), input, fieldOf)
    case 'page':
      return onPage(expired(join, input, fieldOf), input, fieldOf)
    case 'time':
      return step(expired(join, input, fieldOf), fieldOf)
    case 'interrupt':
      return step(withoutAsking(left({ join, seen: [] }, fieldOf)), fieldOf)
  }
}

/** A join and the windows to emit before it. */
interface Progress {
  readonly join: PageJoin
  readonly seen: readonly SeenWindow[]
}

const step = ({ join, seen }: Progress, fieldOf: FieldOf): PageJoinStep => ({
  join,
  seen,
  ask: null,
  dueAt: join.pending === null ? null : dueAt(join, join.pending, fieldOf),
})

/** Asks the companion: it must answer, or reads another field than the one that is wanted by now. */
const stepAsking = (progress: Progress, must: boolean, canAsk: boolean, fieldOf: FieldOf): PageJoinStep => {
  const { join } = progress
  const shown = join.pending ?? join.emitted
  const field = shown && wantedIn(shown, fieldOf)
  const readsOther = field !== null && join.askedFor !== keyOf(field)
  if (!canAsk || !(must || readsOther)) return step(progress, fieldOf)
  const asking = { ...join, askedFor: field && keyOf(field) }
  return { ...step({ ...progress, join: asking }, fieldOf), ask: { field } }
}

const keyOf = ({ id, page }: FieldRequest): string => `${id} ${page}`

/** Without a companion to answer, what it was asked for is forgotten. */
const withoutAsking = ({ join, seen }: Progress): Progress => ({ join: { ...join, askedFor: null }, seen })

const dueAt = (join: PageJoin, pending: Pending, fieldOf: FieldOf): MonoMs => {
  const field = wantedIn(pending, fieldOf)
  const waits = field !== null && pending.field?.id !== field.id && join.askedFor === keyOf(field)
  return pending.mono + (waits || pending.asked === 'waiting' ? patienceMs : settleMs)
}

const onWindow = (
  progress: Progress,
  { t, mono, window, page, canAsk }: PageJoinInput & { readonly kind: 'window' },
  fieldOf: FieldOf,
): PageJoinStep => {
  const { pending } = progress.join
  if (pending !== null && pending.window.app === window.app && pending.window.handle === window.handle) {
    const must = canAsk && pending.asked === 'no' && pending.window.title !== window.title
    const next = withChange(progress.join, { ...pending, window, ...(must && { asked: 'waiting' }) }, fieldOf)
    return stepAsking({ ...progress, join: { ...progress.join, pending: next } }, must, canAsk, fieldOf)
  }
  const { join, seen } = left(progress, fieldOf)
  const shown: Shown = { window, page: page?.url ?? null, field: page?.field ?? null }
  if (page === null || isSame(join.emitted, shown, fieldOf))
    return stepAsking(emit({ join, seen }, { t, mono }, shown, fieldOf), false, canAsk, fieldOf)
  const asked = canAsk ? 'waiting' : 'no'
  const change: Pending = { t, mono, ...shown, changed: true, withdrawn: false, asked }
  return stepAsking({ join: { ...join, pending: change }, seen }, canAsk, canAsk, fieldOf)
}

const onPage = (
  progress: Progress,
  { t, mono, page }: PageJoinInput & { readonly kind: 'page' },
  fieldOf: FieldOf,
): PageJoinStep => {
  const { join } = page === null ? withoutAsking(progress) : progress
  const current: Pending | null =
    join.pending ?? (join.emitted && { t, mono, ...join.emitted, changed: false, withdrawn: false, asked: 'no' })
  if (current === null) return step({ ...progress, join }, fieldOf)
  const url = page?.url ?? null
  const asked = current.asked === 'waiting' ? 'answered' : current.asked
  // The earlier page is kept: it was shown until the browser lost the focus, if that comes next.
  const next =
    url === null
      ? { ...current, withdrawn: current.page !== null }
      : { ...current, page: url, field: page?.field ?? null, withdrawn: false }
  const pending = withChange(join, { ...next, asked }, fieldOf)
  // The companion repeated a report that was already emitted.
  const nothing = join.pending === null && !pending.changed && !pending.withdrawn
  const after = { ...progress, join: { ...join, pending: nothing ? null : pending } }
  return stepAsking(after, false, page?.canAsk ?? false, fieldOf)
}

/** Emits a change that has been pending long enough while its window kept the focus. */
const expired = (join: PageJoin, { mono }: Instant, fieldOf: FieldOf): Progress => {
  const { pending } = join
  if (pending === null || mono < dueAt(join, pending, fieldOf)) return { join, seen: [] }
  const unknown = pending.asked === 'waiting' || pending.withdrawn
  const shown = unknown ? { ...pending, page: null } : pending
  return emit({ join: { ...join, pending: null }, seen: [] }, pending, shown, fieldOf)
}

/** Emits the pending change of a window that lost the focus. A withdrawn page only announced that loss. */
const left = ({ join, seen }: Progress, fieldOf: FieldOf): Progress => {
  const { pending } = join
  if (pending === null) return { join, seen }
  const rest = { join: { ...join, pending: null }, seen }
  if (!pending.changed) return rest
  return emit(rest, pending, pending.asked === 'waiting' ? { ...pending, page: null } : pending, fieldOf)
}

const emit = (
  { join, seen }: Progress,
  { t, mono }: Instant,
  { window, page, field }: Shown,
  fieldOf: FieldOf,
): Progress => ({
  join: { ...join, emitted: { window, page, field } },
  seen: [...seen, { t, mono, window: joined({ window, page, field }, fieldOf) }],
})

const withChange = (join: PageJoin, pending: Pending, fieldOf: FieldOf): Pending => ({
  ...pending,
  changed: !isSame(join.emitted, pending, fieldOf),
})

/** What the companion may read in the page that it reported. */
const wantedIn = ({ window, page }: Shown, fieldOf: FieldOf): FieldRequest | null =>
  page === null ? null : fieldOf({ ...window, url: page })

/**
 * The companion's page wins: the address read by the window source may still be typed. What it found counts for the rule that is in force for this
 * window, and for no other.
 */
const joined = (shown: Shown, fieldOf: FieldOf): ActiveWindow => {
  const { window, page, field } = shown
  if (page === null) return window
  const isWanted = field !== null && field.text !== null && wantedIn(shown, fieldOf)?.id === field.id
  return { ...window, url: page, ...(isWanted && { field: field.text }) }
}

const isSame = (one: Shown | null, other: Shown, fieldOf: FieldOf): boolean =>
  one !== null && sameWindow(joined(one, fieldOf), joined(other, fieldOf))

export const sameWindow = (one: ActiveWindow | undefined, other: ActiveWindow): boolean =>
  one !== undefined &&
  one.app === other.app &&
  one.title === other.title &&
  one.url === other.url &&
  (one.field ?? null) === (other.field ?? null)
