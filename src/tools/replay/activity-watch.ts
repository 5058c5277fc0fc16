import { z } from 'zod'
import type { WindowObservation } from '../../shared/contract/index.ts'

const eventSchema = z.object({
  /** ActivityWatch stores UTC: a time without a zone is one. */
  timestamp: z.iso.datetime({ offset: true, local: true }),
  /** Seconds. A clock set back makes it negative. */
  duration: z.number(),
  data: z.record(z.string(), z.unknown()),
})
const bucketSchema = z.object({
  type: z.string(),
  hostname: z.string().nullish(),
  events: z.array(eventSchema),
})
const exportSchema = z.object({ buckets: z.record(z.string(), bucketSchema) })

type Buckets = z.infer<typeof exportSchema>['buckets']

/** Whether parsed JSON looks like an ActivityWatch export, of this version or an older one. */
export function isActivityWatchExport(value: unknown): boolean {
  return bucketsOf(value) !== null
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The buckets by id, from `{"buckets": {…}}`, `{"buckets": […]}`, the buckets themselves, or one bucket's events; null for others. */
function bucketsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  if (Array.isArray(value)) {
    const isEvents = value.length > 0 && value.every((item) => isObject(item) && 'timestamp' in item && 'data' in item)
    return isEvents ? { events: { type: 'currentwindow', events: value } } : null
  }
  if (!isObject(value)) return null
  const { buckets } = value
  if (Array.isArray(buckets)) {
    const idOf = (bucket: unknown, index: number) =>
      isObject(bucket) && typeof bucket['id'] === 'string' ? bucket['id'] : String(index)
    return Object.fromEntries(buckets.map((bucket: unknown, index) => [idOf(bucket, index), bucket]))
  }
  if (buckets !== undefined) return isObject(buckets) ? buckets : {}
  const old = Object.values(value)
  const areBuckets = old.length > 0 && old.every((bucket) => isObject(bucket) && 'type' in bucket && 'events' in bucket)
  return areBuckets ? value : null
}

/** Longest distance between observations while the watcher saw a window, ms: below any sensible `maxGapMs`. */
const TICK_MS = 5_000

interface Segment {
  readonly from: number
  readonly to: number
  readonly data: Readonly<Record<string, unknown>>
}

export interface ActivityWatchOptions {
  /** Which computer, if the export has several. */
  readonly host?: string | undefined
  /** Told how many events were left out because their duration is negative. */
  readonly onLeftOut?: (count: number) => void
}

/**
 * Converts an ActivityWatch export of one computer: the window bucket gives the focus, the afk bucket the idle time. Uncovered time stays
 * unobserved. The `web` buckets are ignored, because their times differ from the window bucket's.
 * @throws Error with the field's name if the export is invalid, and with the hosts if it has several and `host` names
 * none of them.
 */
export function activityWatchObservations(
  value: unknown,
  { host, onLeftOut }: ActivityWatchOptions = {},
): WindowObservation[] {
  const parsed = exportSchema.safeParse({ buckets: bucketsOf(value) ?? {} })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(`not an ActivityWatch export: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { buckets, leftOut } = ofOneHost(parsed.data.buckets, host)
  if (leftOut > 0) onLeftOut?.(leftOut)
  const windows = segmentsOf(buckets, 'currentwindow')
  if (windows.length === 0)
    throw new Error('the ActivityWatch export has no bucket of type "currentwindow" with events in it')
  const afk = segmentsOf(buckets, 'afkstatus').filter((segment) => segment.data['status'] === 'afk')

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
        app: text(window.data['app'])?.replace(/\.exe$/i, '') ?? null,
        title: text(window.data['title']),
        url: text(window.data['url']),
        idleMs: away && away.from <= t ? t - away.from : 0,
        locked: false,
      })
    }
  }
  return observations
}

/** The buckets of the one computer with windows, without their events of negative duration. */
function ofOneHost(
  buckets: Buckets,
  host: string | undefined,
): { readonly buckets: Buckets; readonly leftOut: number } {
  const entries = Object.entries(buckets)
  const hosts = [
    ...new Set(entries.filter(([, bucket]) => hasWindows(bucket)).map(([id, bucket]) => hostOf(id, bucket))),
  ]
  const chosen = host ?? (hosts.length > 1 ? undefined : hosts[0])
  if (hosts.length > 0 && (chosen === undefined || !hosts.includes(chosen))) {
    const names = hosts.toSorted((a, b) => a.localeCompare(b)).join(', ')
    throw new Error(`the ActivityWatch export has windows of ${names}: choose one computer with --host NAME`)
  }
  let leftOut = 0
  const kept = entries
    .filter(([id, bucket]) => hostOf(id, bucket) === chosen)
    .map(([id, bucket]) => {
      const events = bucket.events.filter(({ duration }) => duration >= 0)
      leftOut += bucket.events.length - events.length
      return [id, { ...bucket, events }] as const
    })
  return { buckets: Object.fromEntries(kept), leftOut }
}

const hasWindows = ({ type, events }: Buckets[string]) => type === 'currentwindow' && events.length > 0

/** The computer of a bucket; without its name what its id ends with, as in `aw-watcher-window_desk`. */
function hostOf(id: string, { hostname }: Buckets[string]): string {
  return hostname ?? id.slice(id.indexOf('_') + 1)
}

function segmentsOf(buckets: Buckets, type: string): Segment[] {
  return Object.values(buckets)
    .filter((bucket) => bucket.type === type)
    .flatMap((bucket) => bucket.events)
    .map((event) => {
      const from = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(event.timestamp) ? event.timestamp : `${event.timestamp}Z`)
      return { from, to: from + Math.round(event.duration * 1000), data: event.data }
    })
    .sort((a, b) => a.from - b.from)
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'unknown' ? value : null
}
