import { z } from 'zod'
import { denialStates } from './denials.ts'

// Each document is read with `GET /v1/settings/{name}` and replaced whole with `PUT`, If-Match its version. A document nobody has
// written yet has version 0 and its defaults.

const label = z.string().trim().min(1).max(200)
const id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'an id is lower-case letters, digits, - and _')
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 08:30')
const day = z.iso.date()
const cents = z.number().int().min(0).max(1_000_000_000_00)
const zone = z.string().refine(isZone, 'an IANA time zone such as America/New_York')

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

const opening = z
  .strictObject({ from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, { message: 'must be after from', path: ['to'] })

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const open = z.array(opening).max(4)
const hours = z.strictObject({ mon: open, tue: open, wed: open, thu: open, fri: open, sat: open, sun: open })
/** Days on which nothing is open. */
const holidays = z.array(day).max(1000)

const quarterHour = z.string().regex(/^([01]\d|2[0-3]):(00|15|30|45)$/, 'a quarter hour of the day such as 06:45')
/** A shift by its local hours; one that ends before it begins goes over midnight. Time is summed by quarter hours. */
const shift = z.strictObject({ name: label, from: quarterHour, to: quarterHour })
const shifts = z.array(shift).max(12)

const officeDay = [{ from: '08:00', to: '17:00' }]
const officeHours = { mon: officeDay, tue: officeDay, wed: officeDay, thu: officeDay, fri: officeDay, sat: [], sun: [] }

/** When work is done: hours by weekday, days off, shifts. A team's own values replace the tenant's, one by one. */
export const calendarSchema = z.strictObject({
  /** The tenant's: its days begin there. Null: the endpoint's own machine's. */
  zone: zone.nullable().default(null),
  hours: hours.default(officeHours),
  holidays: holidays.default([]),
  shifts: shifts.default([]),
  teams: z.record(label, z.strictObject({ zone, hours, holidays, shifts }).partial()).default({}),
})
export type CalendarSettings = z.infer<typeof calendarSchema>

/** The payer's appeal deadline, in calendar days: the first matching rule by payer and claim filing indicator. */
export const contractRuleSchema = z.strictObject({
  id,
  /** Part of the payer's name, in any case; omitted: any payer. */
  payer: label.optional(),
  /** CLP06, such as MB; omitted: any. */
  claimFilingIndicators: z.array(z.string().trim().min(1).max(10)).max(30).optional(),
  /** Calendar days from receipt; null: no limit is known. */
  appealDays: z.number().int().min(1).max(1000).nullable(),
  /** Calendar days from the remittance to its receipt, as Medicare presumes 5. */
  receiptDays: z.number().int().min(0).max(30).default(0),
  /** Calendar days from receipt to the first follow-up; left out: 7. */
  followUpDays: z.number().int().min(1).max(365).optional(),
  /** Where the limit comes from. */
  source: z.string().max(300).optional(),
  /** Nobody has checked it against a contract yet. */
  assumed: z.boolean().optional(),
})
export type ContractRule = z.infer<typeof contractRuleSchema>

/** Starting values from public sources; a payer's contract decides. UnitedHealthcare's sources conflict, so it has none. */
const starterContracts: ContractRule[] = [
  {
    id: 'medicare-ffs',
    claimFilingIndicators: ['MA', 'MB'],
    appealDays: 120,
    receiptDays: 5,
    source: '42 CFR 405.942: 120 days from receipt, presumed 5 days after the notice',
  },
  { id: 'aetna', payer: 'Aetna', appealDays: 180, receiptDays: 0, source: 'Aetna provider appeals', assumed: true },
  { id: 'cigna', payer: 'Cigna', appealDays: 180, receiptDays: 0, source: 'secondary sources', assumed: true },
  {
    id: 'blue-cross',
    payer: 'Blue Cross',
    appealDays: 180,
    receiptDays: 0,
    source: 'secondary sources',
    assumed: true,
  },
]
export const contractsSchema = z.strictObject({
  rules: z.array(contractRuleSchema).max(500).default(starterContracts),
})
export type ContractSettings = z.infer<typeof contractsSchema>

/** Which denials something is about. What is left out is not looked at. */
export const denialScopeSchema = z.strictObject({
  payers: z.array(label).max(100).optional(),
  categories: z.array(label).max(50).optional(),
  serviceLines: z.array(label).max(100).optional(),
  queues: z.array(label).max(100).optional(),
  /** By the team of the owner. */
  teams: z.array(label).max(100).optional(),
  minDeniedCents: cents.optional(),
  maxDeniedCents: cents.optional(),
})
export type DenialScope = z.infer<typeof denialScopeSchema>

/** Who a new denial goes to: the first rule that fits; what a file says itself stays. */
export const routingSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        id,
        name: label,
        when: denialScopeSchema.omit({ queues: true, teams: true }),
        owner: label.nullable().default(null),
        queue: label.nullable().default(null),
      }),
    )
    .max(500)
    .default([]),
})
export type RoutingSettings = z.infer<typeof routingSchema>

export const slaKinds = ['first_touch', 'follow_up', 'appeal', 'custom'] as const

/**
 * A promise about denials. `first_touch`: somebody touches it; `follow_up`: it is touched again by its follow-up day; `appeal`: it is
 * appealed or resolved; `custom`: it reaches one of `states`. The time runs from receipt, for `follow_up` from the last touch.
 */
export const slaSchema = z.strictObject({
  id,
  name: label,
  kind: z.enum(slaKinds),
  within: z.strictObject({
    amount: z.number().int().min(1).max(1000),
    unit: z.enum(['business_hours', 'business_days', 'calendar_days']),
  }),
  /** At risk from this long before it is due. */
  warnHours: z.number().int().min(0).max(2000).default(24),
  scope: denialScopeSchema.default({}),
  states: z.array(z.enum(denialStates)).max(9).optional(),
  enabled: z.boolean().default(true),
})
export type SlaDefinition = z.infer<typeof slaSchema>

const starterSlas: SlaDefinition[] = [
  {
    id: 'first-touch',
    name: 'First touch within a business day',
    kind: 'first_touch',
    within: { amount: 1, unit: 'business_days' },
    warnHours: 4,
    scope: {},
    enabled: true,
  },
  {
    id: 'follow-up',
    name: 'Follow-up every 7 days',
    kind: 'follow_up',
    within: { amount: 7, unit: 'calendar_days' },
    warnHours: 24,
    scope: {},
    enabled: true,
  },
  {
    id: 'appeal',
    name: 'Internal appeal target: day 20',
    kind: 'appeal',
    within: { amount: 20, unit: 'calendar_days' },
    warnHours: 72,
    scope: {},
    enabled: true,
  },
]
export const slasSchema = z
  .strictObject({ slas: z.array(slaSchema).max(50).default(starterSlas) })
  .refine(({ slas }) => new Set(slas.map((sla) => sla.id)).size === slas.length, {
    message: 'two definitions have the same id',
    path: ['slas'],
  })
  .refine(({ slas }) => slas.every((sla) => sla.kind !== 'custom' || (sla.states?.length ?? 0) > 0), {
    message: 'a custom definition names the states it waits for',
    path: ['slas'],
  })
  .refine(({ slas }) => slas.every((sla) => sla.id !== 'appeal-limit'), {
    message: 'appeal-limit is reserved for payer deadlines',
    path: ['slas'],
  })

/** Claim numbers go out in clear; without it messages name the denial only. */
const includeClaimRef = z.boolean().default(false)

/** Where alerts go beside the app. */
export const alertingSchema = z.strictObject({
  email: z
    .strictObject({
      to: z.array(z.email()).min(1).max(50),
      from: z.email(),
      includeClaimRef,
    })
    .nullable()
    .default(null),
  webhooks: z
    .array(
      z.strictObject({
        id,
        /** Without a user and password: the signature says who sends. */
        url: z
          .url({ protocol: /^https?$/ })
          .max(1000)
          .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'an address without a user and password'),
        /** Key of the signature; it is never answered again. */
        secret: z.string().min(16).max(200),
        includeClaimRef,
      }),
    )
    .max(10)
    .refine((webhooks) => new Set(webhooks.map(({ id: own }) => own)).size === webhooks.length, 'two have the same id')
    .default([]),
  /** More new alerts than this at once go out as one digest. */
  digestAbove: z.number().int().min(1).max(1000).default(5),
  /** An instant with its zone. Until then alerts stay as they are: for loading files of past months. Null: not paused. */
  pausedUntil: z.iso.datetime({ offset: true }).nullable().default(null),
})
export type AlertingSettings = z.infer<typeof alertingSchema>

/** What time costs and what is aimed at. */
export const economicsSchema = z.strictObject({
  /** Loaded cost of an hour of a biller's work. Null: costs are not shown. */
  laborCentsPerHour: cents.nullable().default(null),
  /** Metric id to target; left out: the catalog's benchmark. */
  targets: z.record(z.string().max(100), z.number()).default({}),
  /** Rules of findings (`shared/findings`) that are not looked for. */
  hiddenFindings: z.array(z.string().max(100)).max(100).default([]),
})

export const settingsSchemas = {
  calendar: calendarSchema,
  contracts: contractsSchema,
  routing: routingSchema,
  slas: slasSchema,
  alerting: alertingSchema,
  economics: economicsSchema,
} as const
export type SettingsName = keyof typeof settingsSchemas
export type Settings<Name extends SettingsName> = z.infer<(typeof settingsSchemas)[Name]>
export const settingsNames = Object.keys(settingsSchemas) as SettingsName[]

/** `GET /v1/settings/{name}` */
export interface SettingsAnswer<Name extends SettingsName = SettingsName> {
  readonly name: Name
  readonly version: number
  readonly body: Settings<Name>
  readonly changedAt: number | null
  readonly changedBy: string | null
}
