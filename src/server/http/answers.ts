import { z } from 'zod'
import { deviceHealthSchema } from '../../shared/contract/health.ts'
import { outageCauses } from '../../shared/contract/machine.ts'
import { manualTimeKinds } from '../../shared/contract/manual-time.ts'
import { ratings, systemKinds } from '../../shared/contract/ruleset.ts'
import { hiddenKinds, presences } from '../../shared/contract/work.ts'
import { metricGroups } from '../../shared/metrics/index.ts'

// What the reports answer, for the OpenAPI document. The types are in shared/contract/reports.ts; nothing is checked on the way out.

const ms = z.number().int()
const instant = z.number().int().describe('epoch ms')
const name = z.string().nullable()
const hiddenKind = z.enum(hiddenKinds)
export const page = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row).readonly(), nextCursor: z.string().nullable() })

const person = z.object({ id: z.string(), name: z.string(), team: name, sample: z.boolean() })
export const people = page(person)

export const devices = page(
  z.object({
    deviceId: z.string(),
    userId: z.string(),
    userName: z.string(),
    platform: z.string(),
    agentVersion: z.string(),
    enrolledAt: instant,
    lastSeenAt: instant.nullable(),
    skewMs: ms.nullable(),
    sample: z.boolean(),
    latestEndedAt: instant.nullable(),
    health: deviceHealthSchema.nullable(),
    healthAt: instant.nullable(),
    gaps: z.object({
      missing: z.number().int(),
      refused: z.number().int(),
      journals: z.number().int(),
      journalSince: instant.nullable(),
    }),
  }),
)

const user = { userId: z.string(), userName: z.string() }
const interval = { startedAt: instant, endedAt: instant }

export const spans = page(
  z.object({
    ...user,
    deviceId: z.string(),
    seq: z.number().int(),
    ...interval,
    presence: z.enum(presences),
    activity: name,
    rating: z.enum(ratings).nullable(),
    system: name,
    systemKind: z.enum(systemKinds).nullable(),
    payer: name,
    app: name,
    ruleId: name,
    claimToken: name,
    hiddenKinds: z.array(hiddenKind).readonly(),
  }),
)

export const touch = z.object({
  ...user,
  touchId: z.string(),
  claimToken: z.string(),
  ...interval,
  activeMs: ms,
  spanCount: z.number().int(),
})
export const touches = page(touch)

export const hiddenWork = page(
  z.object({
    ...user,
    hiddenId: z.string(),
    kind: hiddenKind,
    ...interval,
    ms,
    payer: name,
    system: name,
    claimToken: name,
  }),
)

export const manualTimeRow = z.object({
  ...user,
  manualTimeId: z.string(),
  revision: z.number().int(),
  kind: z.enum(manualTimeKinds),
  ...interval,
  claimToken: name,
})
export const manualTime = page(manualTimeRow)

const count = z.number().int()
export const input = page(
  z.object({
    ...user,
    deviceId: z.string(),
    ...interval,
    keys: count,
    pointer: count,
    minutes: z.array(z.object({ minuteStart: instant, keys: count, pointer: count })).readonly(),
  }),
)

export const connectivity = page(
  z.object({
    ...user,
    deviceId: z.string(),
    ...interval,
    state: z.literal('offline'),
    cause: z.enum(outageCauses),
  }),
)

export const metricCatalogue = page(
  z.object({
    id: z.string(),
    group: z.enum(metricGroups),
    name: z.string(),
    definition: z.string(),
    unit: z.string(),
    direction: z.enum(['up', 'down', 'neutral']),
    target: z.number().nullable(),
    about: z.enum(['denials', 'time', 'claims', 'touches']),
    numerator: z.string(),
    denominator: name,
    slices: z.array(z.string()).readonly(),
  }),
)

export const metric = z.object({
  id: z.string(),
  unit: z.string(),
  target: z.number().nullable(),
  unattributedShare: z.number().nullable(),
  ignoredFilters: z.array(z.string()).readonly(),
  asOf: z.number().int(),
  rows: z
    .array(
      z.object({
        key: name,
        keys: z.array(name).readonly(),
        value: z.number().nullable(),
        numerator: z.number().nullable(),
        denominator: z.number().nullable(),
        p50: z.number().nullable(),
        p90: z.number().nullable(),
      }),
    )
    .readonly(),
})

const totals = z.object({
  activeMs: ms,
  idleMs: ms,
  awayMs: ms,
  coreMs: ms,
  supportMs: ms,
  nonWorkMs: ms,
  denialWorkMs: ms,
  hiddenMs: ms,
  touches: z.number().int(),
  denials: z.number().int(),
  unattributedMs: ms,
})

const ribbonStretch = z.object({
  ...interval,
  shade: z.enum(['core', 'support', 'hidden', 'non_work', 'private', 'idle', 'away']),
  activity: name,
  system: name,
  payer: name,
  hiddenKinds: z.array(hiddenKind).readonly(),
})

export const panel = z.object({
  from: instant,
  to: instant,
  zone: z.string().describe('IANA zone'),
  ribbonFrom: instant,
  ribbonTo: instant,
  ribbonsLeftOut: z.number().int().describe('people whose ribbon is empty only because there are too many to show'),
  totals,
  previous: totals,
  people: z
    .array(
      person.extend({
        observable: z.boolean().describe('false: windows cannot be seen on any computer of theirs'),
        activeMs: ms,
        idleMs: ms,
        awayMs: ms,
        coreMs: ms,
        touches: z.number().int(),
        denials: z.number().int(),
        hiddenMs: ms,
        ribbon: z.array(ribbonStretch).readonly(),
      }),
    )
    .readonly(),
  hiddenByKind: z.array(z.object({ kind: hiddenKind, ms, previousMs: ms, records: z.number().int() })).readonly(),
  hiddenByPayer: z.array(z.object({ payer: name, hiddenMs: ms, activeMs: ms })).readonly(),
  byActivity: z.array(z.object({ activity: z.string(), rating: z.enum(ratings), activeMs: ms })).readonly(),
  payers: z.array(z.string()).readonly(),
  teams: z.array(z.string()).readonly(),
  latestEndedAt: instant.nullable(),
})
