import { z } from 'zod'
import type { EpochMs } from './brands.ts'
import { disputes } from './annotation.ts'
import { deviceHealthSchema } from './health.ts'
import { inputMinuteSchema, outageCauses } from './machine.ts'
import { manualTimeKinds } from './manual-time.ts'
import { count, instant, lengthMs, nullableName } from './answer-fields.ts'
import { noticeAcknowledgmentSchema } from './notice.ts'
import { ratings, systemKinds } from './ruleset.ts'
import { attributions, hiddenKinds, presences } from './work.ts'

// What reports answer. The types of rows are those of the schemas: there is no second declaration.

/** Lists answer this to `?limit=&cursor=`. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

const hiddenKind = z.enum(hiddenKinds)
const user = { userId: z.string(), userName: z.string() }
const interval = { startedAt: instant, endedAt: instant }

/** `GET /v1/people` */
export const personRow = z.object({
  id: z.string(),
  name: z.string(),
  team: nullableName,
  sample: z.boolean().describe('made by the sample generator, not by a person’s work'),
})
/** A person as the panel knows them. */
export type KnownPerson = z.output<typeof personRow>

/** `GET /v1/people` */
export const recordedPersonRow = personRow.extend({
  email: nullableName.describe('the person’s key; null: known by name alone'),
  nextTeam: z
    .object({ team: nullableName, from: instant })
    .nullable()
    .describe('a change of team that is planned; null: none'),
  leftAt: instant.nullable().describe('since when the person is no longer recorded'),
})
export type PersonRow = z.output<typeof recordedPersonRow>

/** `GET /v1/spans` */
export const spanRow = z.object({
  ...user,
  deviceId: z.string(),
  seq: count,
  ...interval,
  presence: z.enum(presences),
  activity: nullableName,
  rating: z.enum(ratings).nullable(),
  system: nullableName,
  systemKind: z.enum(systemKinds).nullable(),
  payer: nullableName,
  app: nullableName,
  ruleId: nullableName,
  claimToken: nullableName,
  attributedToken: nullableName.describe('the claim that the time is attributed to'),
  attribution: z.enum(attributions).nullable().describe('how: seen in the window, stated by the biller, or inferred'),
  call: z.boolean().describe('a program used the microphone'),
  hiddenKinds: z.array(hiddenKind).readonly(),
})
export type SpanRow = z.output<typeof spanRow>

/** `GET /v1/touches` */
export const touchRow = z.object({
  ...user,
  touchId: z.string(),
  claimToken: z.string(),
  ...interval,
  activeMs: lengthMs,
  spanCount: count,
})
export type TouchRow = z.output<typeof touchRow>

/** `GET /v1/hidden-work` */
export const hiddenWorkRow = z.object({
  ...user,
  hiddenId: z.string(),
  kind: hiddenKind,
  ...interval,
  ms: lengthMs,
  payer: nullableName,
  system: nullableName,
  claimToken: nullableName,
})
export type HiddenWorkRow = z.output<typeof hiddenWorkRow>

/** `GET /v1/manual-time`: an entry as it stands. */
export const manualTimeRow = z.object({
  ...user,
  manualTimeId: z.string(),
  revision: count,
  kind: z.enum(manualTimeKinds),
  ...interval,
  claimToken: nullableName,
})
export type ManualTimeRow = z.output<typeof manualTimeRow>

/** `GET /v1/annotations`: a note or a dispute as it stands. It changes no number. */
export const annotationRow = z.object({
  ...user,
  annotationId: z.string(),
  revision: count,
  ...interval,
  claimToken: nullableName.describe('of the touch; null: the time, whatever claim it was'),
  dispute: z.enum(disputes).nullable().describe('what is wrong; null: a note alone'),
  note: nullableName,
  activity: nullableName.describe('what was recorded for most of it'),
  ruleId: nullableName.describe('by which rule'),
  proposedActivity: nullableName.describe('what it was, by the person'),
  program: nullableName.describe('only where the person offered its name'),
})
export type AnnotationRow = z.output<typeof annotationRow>

/** `GET /v1/classification-proposals`: equal proposals of anybody, without whose they are and of when. */
export const classificationProposalRow = annotationRow
  .pick({ activity: true, ruleId: true, proposedActivity: true, program: true })
  .extend({ proposedActivity: z.string(), count, notes: z.array(z.string()).readonly() })
export type ClassificationProposalRow = z.output<typeof classificationProposalRow>

/** `GET /v1/input`: input counted in at most 15 minutes, where the policy has it counted. Minutes without any are left out. */
export const inputRow = z.object({
  ...user,
  deviceId: z.string(),
  ...interval,
  keys: count,
  pointer: count,
  minutes: z.array(inputMinuteSchema).readonly(),
})
export type InputRow = z.output<typeof inputRow>

/** `GET /v1/connectivity`: a time in which a device could not reach the endpoint. */
export const connectivityRow = z.object({
  ...user,
  deviceId: z.string(),
  ...interval,
  state: z.literal('offline'),
  cause: z.enum(outageCauses),
})
export type ConnectivityRow = z.output<typeof connectivityRow>

/** How a segment of a ribbon is shaded. Hidden work goes before the rating. */
export const shades = ['core', 'support', 'hidden', 'non_work', 'private', 'idle', 'away', 'paused'] as const
export type Shade = (typeof shades)[number]

const ribbonLook = z.object({
  shade: z.enum(shades),
  activity: nullableName,
  system: nullableName,
  payer: nullableName,
  hiddenKinds: z.array(hiddenKind).readonly(),
  call: z.literal(true).optional().describe('on a call; left out elsewhere'),
})
/** What a segment of a ribbon shows. */
export type RibbonLook = z.output<typeof ribbonLook>
/** A part of a person's day that looks the same. */
export interface RibbonSegment extends RibbonLook, z.output<z.ZodObject<typeof interval>> {}
/** What somebody did in the course of a day. */
export interface PersonRibbon {
  readonly userId: string
  readonly segments: readonly RibbonSegment[]
}

const times = { activeMs: lengthMs, idleMs: lengthMs, awayMs: lengthMs, coreMs: lengthMs }

export const panelPerson = personRow.extend({
  observable: z
    .boolean()
    .describe('false: windows cannot be seen on any of their computers, so no time is no sign of no work'),
  stoppedAt: instant
    .optional()
    .describe('since when their agent has been silent in working time; left out: it is heard from, or said why not'),
  ...times,
  touches: count,
  denials: count,
  hiddenMs: lengthMs,
})
export type PanelPerson = z.output<typeof panelPerson>

export const hiddenByKind = z.object({
  kind: hiddenKind,
  ms: lengthMs,
  previousMs: lengthMs.describe('the same length of time just before the period'),
  records: count,
})

export const hiddenByPayer = z.object({
  payer: nullableName.describe('null: the rule names no payer'),
  hiddenMs: lengthMs,
  activeMs: lengthMs,
})
export type HiddenByPayer = z.output<typeof hiddenByPayer>

export const teamTotals = z.object({
  ...times,
  supportMs: lengthMs,
  nonWorkMs: lengthMs,
  denialWorkMs: lengthMs.describe('active time on denial work: core, support, hidden'),
  manualWorkMs: lengthMs.describe(
    'payer calls and paper entered by hand, where the settings count manual time as effort; else 0. With denialWorkMs the denominator of the hidden-work tax',
  ),
  hiddenMs: lengthMs.describe('each tagged span once, whatever the number of its kinds'),
  touches: count,
  denials: count,
  unattributedMs: lengthMs.describe('active denial work on which no claim was seen'),
  inferredMs: lengthMs.describe(
    'the part of unattributedMs that is carried on from a claim seen or stated just before',
  ),
})
export type TeamTotals = z.output<typeof teamTotals>

const packedRibbon = z.object({
  userId: z.string(),
  segments: z
    .array(z.tuple([instant, lengthMs, count]).readonly())
    .readonly()
    .describe('start, length in ms, and the place among looks of what it shows'),
})

/**
 * `GET /v1/panel/ribbons`. A team's day is thousands of segments, so a screen asks for those of the people in view, and what they show is said
 * once: `shared/touches/packed-ribbons.ts` unpacks them.
 */
export const ribbonsAnswer = z.object({
  looks: z.array(ribbonLook).readonly(),
  ribbons: z.array(packedRibbon).readonly(),
})
export type RibbonsAnswer = z.output<typeof ribbonsAnswer>

/** `GET /v1/panel`: all that the team panel shows of time, but the ribbons. */
export const panelAnswer = z.object({
  from: instant,
  to: instant,
  zone: z.string().describe('IANA zone'),
  ribbonFrom: instant.describe('the last day of the period on which most of the team worked'),
  ribbonTo: instant,
  ribbonHours: z
    .object({ from: instant, to: instant })
    .nullable()
    .describe(
      'from the first to the last recorded time of that day but away, in whole 15 minutes; null: there is none',
    ),
  totals: teamTotals,
  previous: teamTotals,
  people: z.array(panelPerson).readonly(),
  hiddenByKind: z.array(hiddenByKind).readonly(),
  hiddenByPayer: z.array(hiddenByPayer).readonly(),
  byActivity: z.array(z.object({ activity: z.string(), rating: z.enum(ratings), activeMs: lengthMs })).readonly(),
  payers: z.array(z.string()).readonly(),
  teams: z.array(z.string()).readonly(),
  recordedFrom: instant.describe(
    'from when on work was recorded in the period: its start, unless the first records came later',
  ),
  latestEndedAt: instant.nullable().describe('end of the newest record; null: there is none yet'),
})
export type PanelAnswer = z.output<typeof panelAnswer>

/** `GET /v1/devices` */
export const deviceRow = z.object({
  deviceId: z.string(),
  ...user,
  platform: z.string(),
  agentVersion: z.string(),
  enrolledAt: instant,
  lastSeenAt: instant.nullable(),
  skewMs: z.number().int().nullable().describe('device clock minus endpoint clock at the last batch, ms'),
  sample: z.boolean(),
  latestEndedAt: instant.nullable().describe('end of the newest span it has sent'),
  health: deviceHealthSchema.nullable().describe('what it last said of itself; null: nothing yet'),
  healthAt: instant.nullable(),
  stoppedAt: instant
    .nullable()
    .optional()
    .describe('since when its agent has been silent in working time, once that is 45 minutes of it; null: it is not'),
  notice: noticeAcknowledgmentSchema
    .pick({ version: true, acknowledgedAt: true, how: true })
    .nullable()
    .describe('the latest acknowledgment of the notice of what is recorded'),
  gaps: z.object({
    missing: count.describe(
      'records below the highest sequence number that have not come, and that the device may still send',
    ),
    lost: count.describe('records that neither side has any more: the endpoint was restored from an older copy'),
    refused: count,
    journals: count.describe('more than one: a journal was lost, restored or copied'),
    /** When its present journal started. Null: it has sent nothing yet. */
    journalSince: instant.nullable(),
  }),
})
export type DeviceRow = z.output<typeof deviceRow>
/** Records of a device that the endpoint knows to be missing, over all journals it has sent from. */
export type DeviceGaps = DeviceRow['gaps']

/** RFC 9457 `application/problem+json`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: count,
  detail: z.string(),
  code: z.string().describe('stable word for programs, such as fork or unknown_device'),
  errors: z
    .array(z.object({ pointer: z.string(), detail: z.string() }))
    .readonly()
    .optional()
    .describe('JSON pointers and messages of what is wrong in the input'),
  serverTime: instant.optional().describe('with clock_skew: the endpoint’s clock, so that the device can sign by it'),
})
export interface Problem extends Readonly<z.output<typeof problemSchema>> {
  readonly serverTime?: EpochMs
}
