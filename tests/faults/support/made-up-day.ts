import type { ActiveWindow } from '../../../src/main/capture/ports.ts'
import { seededRandom } from '../../../src/tools/sample/random.ts'

/** In every title and address of the day. It must never be on a disk. */
export const CANARY = 'Xylophonquagga'

/** Whether the device of this seed has a key store. */
export const hasKeyStore = (seed: number): boolean => seed % 4 >= 2

/** Properties of a scripted window that the agent does not see. */
export interface ScriptedWindow {
  readonly window: ActiveWindow
  /** By the starter rules. */
  readonly activity: string
  readonly claim: boolean
}

export type Step = { readonly at: number } & (
  | { readonly does: 'window'; readonly windowIndex: number; readonly title: string }
  | { readonly does: 'input' }
  | { readonly does: 'leave' }
  | { readonly does: 'lock' }
  | { readonly does: 'unlock' }
)

/** A segment of the day as scripted: ms since its start. */
export interface Segment {
  readonly from: number
  readonly to: number
  readonly windowIndex: number
  /** Since when there was no input; null while somebody works. */
  readonly untouchedSince: number | null
  readonly locked: boolean
}

const url = (path: string) => `https://${path}?name=${CANARY}`
export const scriptedWindows: readonly ScriptedWindow[] = [
  { window: { app: 'excel', title: 'log.xlsx', url: null }, activity: 'documentation', claim: false },
  {
    window: { app: 'msedge', title: 'Sign in', url: url('secure.uhcprovider.com/login') },
    activity: 'portal_login',
    claim: false,
  },
  ...['PCN-20418', 'PCN-20377'].flatMap((claim): ScriptedWindow[] => [
    {
      window: { app: 'hyperspace', title: `Chart - Account #${claim}`, url: null },
      activity: 'account_review',
      claim: true,
    },
    {
      window: {
        app: 'msedge',
        title: `Claim #${claim}`,
        url: url('essentials.availity.com/enhanced-claim-status-ui/'),
      },
      activity: 'claim_status',
      claim: true,
    },
  ]),
]

/** Idle threshold of the starter rules. */
const IDLE_AFTER_MS = 180_000

/**
 * A day of `lengthMs`: visits of 50 ms to two minutes, changing titles, breaks with and without a locked screen. The same seed
 * gives the same day.
 */
export function madeUpDay(seed: number, lengthMs: number): readonly Step[] {
  const { next } = seededRandom(seed)
  const between = (low: number, high: number) => Math.floor(low + next() * (high - low))
  const steps: Step[] = []
  let at = 0
  while (at < lengthMs) {
    const windowIndex = between(0, scriptedWindows.length)
    const title = `${scriptedWindows[windowIndex]?.window.title ?? ''} - ${CANARY}`
    steps.push({ at, does: 'window', windowIndex, title }, { at, does: 'input' })
    const kind = next()
    if (kind < 0.25) {
      // A progress counter in the title does not change the kind of work.
      for (let change = 1; change <= 30; change += 1) {
        at += between(20, 400)
        steps.push({ at, does: 'window', windowIndex, title: `${title} ${change}` })
        steps.push({ at, does: 'input' })
      }
    } else if (kind < 0.35) {
      const away = between(5, 400) * 1000
      steps.push({ at, does: 'leave' })
      at += away
    } else if (kind < 0.45) {
      at += between(500, 20_000)
      steps.push({ at, does: 'lock' })
      at += between(1000, 60_000)
      steps.push({ at, does: 'unlock' })
    } else {
      at += kind < 0.7 ? between(50, 1500) : between(1500, 120_000)
    }
  }
  return steps
}

/** The day as segments without a change. */
export function segmentsOf(steps: readonly Step[], lengthMs: number): readonly Segment[] {
  const segments: Segment[] = []
  let state: Omit<Segment, 'to'> = { from: 0, windowIndex: 0, untouchedSince: null, locked: false }
  const change = (at: number, what: Partial<Segment>) => {
    if (at > state.from) segments.push({ ...state, to: at })
    state = { ...state, ...what, from: at }
  }
  for (const step of steps) {
    switch (step.does) {
      case 'window':
        change(step.at, { windowIndex: step.windowIndex })
        break
      case 'input':
        if (state.untouchedSince !== null) change(step.at, { untouchedSince: null })
        break
      case 'leave':
        change(step.at, { untouchedSince: step.at })
        break
      case 'lock':
        change(step.at, { locked: true })
        break
      case 'unlock':
        change(step.at, { locked: false })
    }
  }
  change(lengthMs, {})
  return segments
}

export interface Worked {
  readonly from: number
  readonly to: number
  readonly presence: 'active' | 'idle' | 'away'
  readonly activity: string | null
}

/** The spans that an agent running in `[from, to)` of the day must record, with equal neighbors merged. */
export function workedIn(segments: readonly Segment[], from: number, to: number): readonly Worked[] {
  const worked: Worked[] = []
  for (const segment of segments) {
    const begin = Math.max(from, segment.from)
    const end = Math.min(to, segment.to)
    if (begin >= end) continue
    const { activity = null } = scriptedWindows[segment.windowIndex] ?? {}
    // Idle is detected at the threshold and back-dated to the last input.
    const since = segment.untouchedSince === null ? null : Math.max(from, segment.untouchedSince)
    const idle = since !== null && end - since >= IDLE_AFTER_MS
    const presence = segment.locked ? 'away' : idle ? 'idle' : 'active'
    const last = worked.at(-1)
    const seen = presence === 'away' ? null : activity
    if (last && last.to === begin && last.presence === presence && last.activity === seen) {
      worked[worked.length - 1] = { ...last, to: end }
    } else worked.push({ from: begin, to: end, presence, activity: seen })
  }
  return worked
}
