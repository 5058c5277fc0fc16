import type { EpochMs, MonoMs } from '../../shared/contract/index.ts'
import type { ActiveWindow, Page } from './ports.ts'

/** When something was seen. */
export interface Instant {
  readonly t: EpochMs
  readonly mono: MonoMs
}
export interface SeenWindow extends Instant {
  readonly window: ActiveWindow
}

/**
 * A browser changes its title and says which page it shows a few milliseconds apart, in either order. What begins with the first of the two
 * is complete after this time, ms: shorter than anything capture promises to see.
 */
export const settleMs = 80
/** A companion that was asked and has not answered for so long, ms, is not believed in what it said before. */
export const patienceMs = 400

export type PageJoinInput = Instant &
  (
    | {
        /** The window source's word. `page`: what the companion in this window's program said last. */
        readonly kind: 'window'
        readonly window: ActiveWindow
        readonly page: Page | null
        /** The companion can be asked; if the state says so afterwards, it has to be. */
        readonly canAsk: boolean
      }
    /** A companion in the program in focus said something, or has gone (null). */
    | { readonly kind: 'page'; readonly page: Page | null }
    /** Time has passed. */
    | { readonly kind: 'time' }
    /** Something else comes next: what is known has to be told. */
    | { readonly kind: 'interrupt' }
  )

/** A window by its source's word, with the page its companion told of. */
interface Shown {
  readonly window: ActiveWindow
  readonly page: string | null
}

/** What is being waited for. */
interface Pending extends Instant, Shown {
  /** Something new has been seen, not only that a page is no longer told of. */
  readonly changed: boolean
  /** The page is no longer told of: the browser says so a moment before it loses the focus, too. */
  readonly withdrawn: boolean
  /** Whether the companion was asked, once, and whether it has said anything since. */
  readonly asked: 'no' | 'waiting' | 'answered'
}

export interface PageJoin {
  readonly pending: Pending | null
  /** What was told last. */
  readonly told: Shown | null
}

export interface PageJoinStep {
  readonly join: PageJoin
  /** Windows with their pages, in the order of their times, each with the time it began. */
  readonly seen: readonly SeenWindow[]
  /** The companion is to be asked now. */
  readonly ask: boolean
  /** When `time` has to come; null: nothing is waited for. */
  readonly dueAt: MonoMs | null
}

export const emptyPageJoin: PageJoin = { pending: null, told: null }

/**
 * Joins the window in focus with the page its browser shows. A change in a browser with a companion is told once title and page are both
 * known, with the time of whichever came first; all else is told at once.
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

/** A join and what is to be told before it. */
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
    return step({ ...progress, join: { ...progress.join, pending: judged(progress.join, next) } }, ask)
  }
  const { join, seen } = left(progress)
  const shown: Shown = { window, page: page?.url ?? null }
  if (page === null || isSame(join.told, shown)) return step(tell({ join, seen }, { t, mono }, shown))
  const asked = canAsk ? 'waiting' : 'no'
  return step(
    { join: { ...join, pending: { t, mono, ...shown, changed: true, withdrawn: false, asked } }, seen },
    canAsk,
  )
}

const onPage = (progress: Progress, { t, mono, page }: PageJoinInput & { readonly kind: 'page' }): PageJoinStep => {
  const { join } = progress
  const current: Pending | null =
    join.pending ?? (join.told && { t, mono, ...join.told, changed: false, withdrawn: false, asked: 'no' })
  if (current === null) return step(progress)
  const url = page?.url ?? null
  const asked = current.asked === 'waiting' ? 'answered' : current.asked
  // The page told of before is kept: it is what was shown until the browser lost the focus, if that is what comes next.
  const next =
    url === null ? { ...current, withdrawn: current.page !== null } : { ...current, page: url, withdrawn: false }
  const pending = judged(join, { ...next, asked })
  // The companion said again what was told already.
  const nothing = join.pending === null && !pending.changed && !pending.withdrawn
  return step({ ...progress, join: { ...join, pending: nothing ? null : pending } })
}

/** Tells what has waited long enough, while its window kept the focus. */
const expired = (join: PageJoin, { mono }: Instant): Progress => {
  const { pending } = join
  if (pending === null || mono < dueAt(pending)) return { join, seen: [] }
  const unknown = pending.asked === 'waiting' || pending.withdrawn
  return tell({ join: { ...join, pending: null }, seen: [] }, pending, unknown ? { ...pending, page: null } : pending)
}

/** Tells what waits when its window has lost the focus: that its page was no longer told of only went before that. */
const left = ({ join, seen }: Progress): Progress => {
  const { pending } = join
  if (pending === null) return { join, seen }
  const rest = { join: { ...join, pending: null }, seen }
  if (!pending.changed) return rest
  return tell(rest, pending, pending.asked === 'waiting' ? { ...pending, page: null } : pending)
}

const tell = ({ join, seen }: Progress, { t, mono }: Instant, { window, page }: Shown): Progress => ({
  join: { ...join, told: { window, page } },
  seen: [...seen, { t, mono, window: joined({ window, page }) }],
})

const judged = (join: PageJoin, pending: Pending): Pending => ({ ...pending, changed: !isSame(join.told, pending) })

/** The companion knows the page; an address the window source read may be one that is just being typed. */
const joined = ({ window, page }: Shown): ActiveWindow => (page === null ? window : { ...window, url: page })

const isSame = (one: Shown | null, other: Shown): boolean => one !== null && sameWindow(joined(one), joined(other))

export const sameWindow = (one: ActiveWindow | undefined, other: ActiveWindow): boolean =>
  one !== undefined && one.app === other.app && one.title === other.title && one.url === other.url
