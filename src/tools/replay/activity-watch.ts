import { z } from 'zod'
import type { WindowObservation } from '../../shared/contract/index.ts'

const eventSchema = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  /** Seconds. */
  duration: z.number().min(0),
  data: z.record(z.string(), z.unknown()),
})
const bucketSchema = z.object({ type: z.string(), events: z.array(eventSchema) })
const exportSchema = z.object({ buckets: z.record(z.string(), bucketSchema) })

export type ActivityWatchExport = z.infer<typeof exportSchema>

/** Whether parsed JSON looks like an ActivityWatch export (`{"buckets": …}`). */
export function isActivityWatchExport(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'buckets' in value
}

/** Longest distance between observations while the watcher saw a window, ms: below any sensible `maxGapMs`. */
const TICK_MS = 5_000

interface Segment {
  readonly from: number
  readonly to: number
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * Converts an ActivityWatch export: the window bucket gives the focus, the afk bucket the idle time. Uncovered time stays
 * unobserved. The `web` buckets are ignored, because their times differ from the window bucket's.
 * @throws Error with the field's name if the export is invalid.
 */
export function activityWatchObservations(value: unknown): WindowObservation[] {
  const parsed = exportSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(`not an ActivityWatch export: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const windows = segmentsOf(parsed.data, 'currentwindow')
  if (windows.length === 0)
    throw new Error('the ActivityWatch export has no bucket of type "currentwindow" with events in it')
  const afk = segmentsOf(parsed.data, 'afkstatus').filter((segment) => segment.data['status'] === 'afk')

  const observations: WindowObservation[] = []
  let afkIndex = 0
  for (const window of windows) {
    const instants: number[] = []
    for (let t = window.from; t < window.to; t += TICK_MS) instants.push(t)
    instants.push(window.to)
    for (const t of instants) {
      // Events of a merged export may overlap, but time must not go back.
      if (t < (observations.at(-1)?.t ?? Number.NEGATIVE_INFINITY)) continue
      while ((afk[afkIndex]?.to ?? Number.POSITIVE_INFINITY) <= t) afkIndex += 1
      const away = afk[afkIndex]
      observations.push({
        t,
        mono: t,
        app: text(window.data['app']),
        title: text(window.data['title']),
        url: text(window.data['url']),
        idleMs: away && away.from <= t ? t - away.from : 0,
        locked: false,
      })
    }
  }
  return observations
}

function segmentsOf(exported: ActivityWatchExport, type: string): Segment[] {
  return Object.values(exported.buckets)
    .filter((bucket) => bucket.type === type)
    .flatMap((bucket) => bucket.events)
    .map((event) => {
      const from = Date.parse(event.timestamp)
      return { from, to: from + Math.round(event.duration * 1000), data: event.data }
    })
    .sort((a, b) => a.from - b.from)
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'unknown' ? value : null
}
