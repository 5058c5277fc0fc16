import type { EpochMs } from './brands.ts'
import type { DeviceGaps, DeviceHealth } from './health.ts'
import type { InputMinute, OutageCause } from './machine.ts'
import type { ManualTimeKind } from './manual-time.ts'
import type { RuleSet, Rating, SystemKind } from './ruleset.ts'
import type { HiddenKind, Presence } from './work.ts'

/** Lists answer this to `?limit=&cursor=`. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

export interface PersonRow {
  readonly id: string
  readonly name: string
  readonly team: string | null
  /** Made by the sample generator, not by anybody's work. */
  readonly sample: boolean
}

/** `GET /v1/spans` */
export interface SpanRow {
  readonly userId: string
  readonly userName: string
  readonly deviceId: string
  readonly seq: number
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly presence: Presence
  readonly activity: string | null
  readonly rating: Rating | null
  readonly system: string | null
  readonly systemKind: SystemKind | null
  readonly payer: string | null
  readonly app: string | null
  readonly ruleId: string | null
  readonly claimToken: string | null
  readonly hiddenKinds: readonly HiddenKind[]
}

/** `GET /v1/touches` */
export interface TouchRow {
  readonly userId: string
  readonly userName: string
  readonly touchId: string
  readonly claimToken: string
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly activeMs: number
  readonly spanCount: number
}

/** `GET /v1/hidden-work` */
export interface HiddenWorkRow {
  readonly userId: string
  readonly userName: string
  readonly hiddenId: string
  readonly kind: HiddenKind
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly ms: number
  readonly payer: string | null
  readonly system: string | null
  readonly claimToken: string | null
}

/** `GET /v1/manual-time`: a stretch that its person named, as it stands. */
export interface ManualTimeRow {
  readonly userId: string
  readonly userName: string
  readonly manualTimeId: string
  readonly revision: number
  readonly kind: ManualTimeKind
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly claimToken: string | null
}

/** `GET /v1/input`: input counted in at most a quarter hour, where the policy has it counted. Minutes without any are left out. */
export interface InputRow {
  readonly userId: string
  readonly userName: string
  readonly deviceId: string
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly keys: number
  readonly pointer: number
  readonly minutes: readonly InputMinute[]
}

/** `GET /v1/connectivity`: a stretch in which a device could not reach the endpoint. */
export interface ConnectivityRow {
  readonly userId: string
  readonly userName: string
  readonly deviceId: string
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly state: 'offline'
  readonly cause: OutageCause
}

/** `GET /v1/metrics`: what a metric's number means. */
export interface MetricEntry {
  readonly id: string
  readonly name: string
  readonly definition: string
  readonly unit: string
  readonly direction: 'up' | 'down' | 'neutral'
  readonly target?: number | null
  readonly numerator: string
  readonly denominator: string | null
  readonly slices: readonly string[]
  readonly about?: 'denials' | 'time'
}

/** One value of a metric: of the whole, or of one combination of the slices asked for. */
export interface MetricRow {
  /** The slice's value; '' for the whole, null for "not known" (no payer named). Of several slices: their values with ` · ` between. */
  readonly key: string | null
  /** One value a slice asked for, in order. */
  readonly keys: readonly (string | null)[]
  /** Null: no data behind it. Never 0 for "no data". */
  readonly value: number | null
  readonly numerator: number | null
  readonly denominator: number | null
  /** Where a mean hides the tail, in the metric's unit; null elsewhere. */
  readonly p50: number | null
  readonly p90: number | null
}

/** `GET /v1/metrics/{id}?from=&to=&by=`; `by` takes several slices with commas. */
export interface MetricAnswer {
  readonly id: string
  readonly unit: string
  /** What the tenant aims at, else the field's benchmark; null where there is none. */
  readonly target: number | null
  /** Beside effort metrics: share of denial-work minutes that no denial could be named for, in [0, 1]. Null elsewhere, or without data. */
  readonly unattributedShare: number | null
  /** Parameters of the question that this metric cannot be narrowed by: its numbers are of everything in them. */
  readonly ignoredFilters: readonly string[]
  /** As of when it was found: now, or up to 20 s ago where finding it takes long. */
  readonly asOf: EpochMs
  readonly rows: readonly MetricRow[]
}

/** How a stretch of a ribbon is shaded. Hidden wins over the rating. */
export type Shade = 'core' | 'support' | 'hidden' | 'non_work' | 'private' | 'idle' | 'away'

export interface RibbonSegment {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly shade: Shade
  readonly activity: string | null
  readonly system: string | null
  readonly payer: string | null
  readonly hiddenKinds: readonly HiddenKind[]
}

export interface PanelPerson extends PersonRow {
  /** False: none of this person's computers can see windows, so that no time is no sign of no work. */
  readonly observable: boolean
  readonly activeMs: number
  readonly idleMs: number
  readonly awayMs: number
  readonly coreMs: number
  readonly touches: number
  readonly denials: number
  readonly hiddenMs: number
  /** Stretches of `ribbonDay` only. */
  readonly ribbon: readonly RibbonSegment[]
}

export interface HiddenByKind {
  readonly kind: HiddenKind
  readonly ms: number
  /** The same length of time just before the period. */
  readonly previousMs: number
  readonly records: number
}

export interface HiddenByPayer {
  /** Null: the rule names no payer. */
  readonly payer: string | null
  readonly hiddenMs: number
  readonly activeMs: number
}

export interface TeamTotals {
  readonly activeMs: number
  readonly idleMs: number
  readonly awayMs: number
  readonly coreMs: number
  readonly supportMs: number
  readonly nonWorkMs: number
  /** Active minutes on denial work (core, support, hidden): the denominator of the tax. */
  readonly denialWorkMs: number
  /** Each tagged span once, whatever the number of kinds. */
  readonly hiddenMs: number
  readonly touches: number
  readonly denials: number
  /** Active denial-work ms that no denial could be named for. */
  readonly unattributedMs: number
}

/** `GET /v1/panel?from=&to=&team=&user=&payer=` : one request, one screen. */
export interface PanelAnswer {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly zone: string
  /** The day the ribbons show: the last one of the period on which most of the team worked. */
  readonly ribbonFrom: EpochMs
  readonly ribbonTo: EpochMs
  /** How many of `people`, the last ones by name, have an empty ribbon only because there are too many to show. */
  readonly ribbonsLeftOut: number
  readonly totals: TeamTotals
  readonly previous: TeamTotals
  readonly people: readonly PanelPerson[]
  readonly hiddenByKind: readonly HiddenByKind[]
  readonly hiddenByPayer: readonly HiddenByPayer[]
  readonly byActivity: readonly { activity: string; rating: Rating; activeMs: number }[]
  readonly payers: readonly string[]
  readonly teams: readonly string[]
  /** Newest record's end, to say how live this is. Null: nothing yet. */
  readonly latestEndedAt: EpochMs | null
}

/** `GET /v1/rules`; the ETag header is the version. */
export type RulesAnswer = RuleSet

/** `GET /v1/devices`: one row a device. */
export interface DeviceRow {
  readonly deviceId: string
  readonly userId: string
  readonly userName: string
  readonly platform: string
  readonly agentVersion: string
  readonly enrolledAt: EpochMs
  readonly lastSeenAt: EpochMs | null
  /** Device clock minus endpoint clock at the last batch, ms. */
  readonly skewMs: number | null
  readonly sample: boolean
  /** End of the newest span it has sent. */
  readonly latestEndedAt: EpochMs | null
  /** What it last said of itself, and when. Null: an agent that does not say, or has not yet. */
  readonly health: DeviceHealth | null
  readonly healthAt: EpochMs | null
  readonly gaps: DeviceGaps
}

/** RFC 9457 `application/problem+json`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** Stable word for programs, e.g. `fork`, `unknown_device`, `bad_signature`. */
  readonly code: string
  /** JSON pointers and messages of what is wrong in the input. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
  /** With `clock_skew`: the endpoint's clock, so that the device can sign by it. */
  readonly serverTime?: EpochMs
}
