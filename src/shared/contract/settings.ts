import { z } from 'zod'
import { denialStates } from './denials.ts'
import { alertingSchema, reportsSchema } from './delivery-settings.ts'
import { updatesSchema } from './releases.ts'
import { clockTime, haveOwnIds, id, label, weekdays, zone } from './settings-fields.ts'

export * from './delivery-settings.ts'
export { weekdays }

// Each document is read with `GET /v1/settings/{name}` and replaced whole with `PUT`, If-Match its version. A document nobody has
// written yet has version 0 and its defaults.

const day = z.iso.date()
const cents = z.number().int().min(0).max(1_000_000_000_00)
const opening = z
  .strictObject({ from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, { message: 'must be after from', path: ['to'] })

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

const limitDays = z.number().int().min(1).max(1000)

/** The payer's deadlines, in calendar days: the first matching rule by payer and claim filing indicator. */
export const contractRuleSchema = z.strictObject({
  id,
  /** Part of the payer's name, in any case; omitted: any payer. */
  payer: label.optional(),
  /** CLP06, such as MB; omitted: any. */
  claimFilingIndicators: z.array(z.string().trim().min(1).max(10)).max(30).optional(),
  /** Level 1: calendar days from receipt; null: no limit is known. */
  appealDays: limitDays.nullable(),
  /** Level 2 and external review: calendar days from the decision before; left out: no limit is known. */
  appealLevel2Days: limitDays.optional(),
  externalReviewDays: limitDays.optional(),
  /** A corrected claim: calendar days from receipt; left out: no limit is known. */
  correctedClaimDays: limitDays.optional(),
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

/** Names that payers go by beside their own: everything of these names is kept under `payer`. */
export const payersSchema = z.strictObject({
  aliases: z
    .array(z.strictObject({ payer: label, names: z.array(label).min(1).max(100) }))
    .max(500)
    .default([]),
})
export type PayerSettings = z.infer<typeof payersSchema>
/** Who closes a denial of which nothing is left: the answer that leaves nothing, or a person to whom closing is proposed. */
export const closingSchema = z.strictObject({
  closing: z.enum(['automatic', 'proposed']).default('automatic'),
})
export type ClosingSettings = z.infer<typeof closingSchema>

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

/** Where a CARC may be placed: in a denial category, or outside of denials. */
export const carcPlaces = [
  'authorization',
  'eligibility',
  'cob_wrong_payer',
  'coding_bundling',
  'medical_necessity',
  'timely_filing',
  'duplicate',
  'missing_info',
  'non_covered_benefit',
  'appeal_upheld',
  'provider_enrollment',
  'other',
  'not_denial',
  'pending',
] as const

/** CARCs that the tenant places otherwise: the first rule that fits a claim. Saving it classifies every claim on file again. */
export const carcPlacingSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        /** Compared without leading zeros. */
        carc: z
          .string()
          .trim()
          .regex(/^[A-Za-z0-9]{1,5}$/, 'a CARC such as 45 or B7'),
        /** Part of the payer's name, in any case; omitted: any payer. */
        payer: label.optional(),
        /** CLP08; omitted: any. */
        facilityType: z.string().trim().min(1).max(10).optional(),
        place: z.enum(carcPlaces),
      }),
    )
    .max(1000)
    .default([]),
})
export type CarcPlacingSettings = z.infer<typeof carcPlacingSchema>

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
  .strictObject({
    slas: z.array(slaSchema).max(50).default(starterSlas),
    /** The day on which the team began to use TouchLedger. First-touch SLAs leave out denials received before it. Null: all count. */
    startsOn: day.nullable().default(null),
  })
  .refine(({ slas }) => haveOwnIds(slas), {
    message: 'two definitions have the same id',
    path: ['slas'],
  })
  .refine(({ slas }) => slas.every((sla) => sla.kind !== 'custom' || (sla.states?.length ?? 0) > 0), {
    message: 'a custom definition names the states it waits for',
    path: ['slas'],
  })
  .refine(({ slas }) => slas.every((sla) => sla.id !== 'appeal-limit' && sla.id !== 'corrected-claim-limit'), {
    message: 'appeal-limit and corrected-claim-limit are reserved for payer deadlines',
    path: ['slas'],
  })

/** What manual time counts to: a figure of its own alone, or the effort on denials as well. */
export const manualTimeUses = ['apart', 'effort'] as const
export type ManualTimeUse = (typeof manualTimeUses)[number]

/** What time costs and what is aimed at. */
export const economicsSchema = z.strictObject({
  /** Wage and benefits of an hour of a biller's work. Null: costs are not shown. */
  laborCentsPerHour: cents.nullable().default(null),
  /** What a denial costs beyond labor, such as systems and supervision: its loaded cost is the labor times this. Null: not known. */
  overheadFactor: z.number().min(1).max(20).nullable().default(null),
  /** Whether the payer calls and the paper of manual time are part of the effort on denials, or a figure of their own alone. */
  manualTime: z.enum(manualTimeUses).default('apart'),
  /** Metric id to target; left out: the catalog's benchmark. */
  targets: z.record(z.string().max(100), z.number().min(-1e12).max(1e12)).default({}),
  /** Rules of findings (`shared/findings`) that are not looked for. */
  hiddenFindings: z.array(z.string().max(100)).max(100).default([]),
})

const TEN_YEARS_DAYS = 3650

/** The least, the most and the default of each time in `retention`, days. */
export const retentionDays = {
  recordsDays: { min: 31, max: TEN_YEARS_DAYS, default: 90 },
  sumsDays: { min: 31, max: TEN_YEARS_DAYS, default: 1095 },
  denialsDays: { min: 365, max: TEN_YEARS_DAYS, default: 2555 },
} as const
const daysOf = ({ min, max, default: unset }: (typeof retentionDays)[keyof typeof retentionDays]) =>
  z.number().int().min(min).max(max).default(unset)

/** How long each kind of data is kept, days. */
export const retentionSchema = z
  .strictObject({
    /** Spans, touches, hidden work, input counts, manual time and outages: by whole months. */
    recordsDays: daysOf(retentionDays.recordsDays),
    /** Sums by 15 minutes and day. */
    sumsDays: daysOf(retentionDays.sumsDays),
    /** Remittances, worklist rows, and denials once they are closed. */
    denialsDays: daysOf(retentionDays.denialsDays),
  })
  .refine(({ recordsDays, sumsDays }) => sumsDays >= recordsDays, {
    message: 'shorter than the time of single records, which it is made of',
    path: ['sumsDays'],
  })
export type RetentionSettings = z.infer<typeof retentionSchema>

/** Who the tenant is, as its people call it. */
export const organizationSchema = z.strictObject({
  /** In the header, on printed pages. Null: nobody has stated it. */
  name: label.nullable().default(null),
})

/** Who publishes what touches claim references, counts or privacy. Turning it on needs a second admin itself, where there is one. */
export const publishingSchema = z.strictObject({
  oneAdminIsEnough: z.boolean().default(false),
})

export const settingsSchemas = {
  calendar: calendarSchema,
  contracts: contractsSchema,
  routing: routingSchema,
  carcPlacing: carcPlacingSchema,
  payers: payersSchema,
  closing: closingSchema,
  slas: slasSchema,
  alerting: alertingSchema,
  reports: reportsSchema,
  economics: economicsSchema,
  retention: retentionSchema,
  publishing: publishingSchema,
  organization: organizationSchema,
  updates: updatesSchema,
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
  /** The change that was asked for waits for a second admin: the body is as it was. */
  readonly waits?: boolean
}
