import { z } from 'zod'
import { DAY_MS, WEEK_MS } from '../time.ts'
import { fourBytes } from './fields.ts'
import { privacySchema } from './privacy.ts'

export const ratings = ['core', 'support', 'hidden', 'non_work', 'private'] as const
export type Rating = (typeof ratings)[number]
/** What counts as work on denials: the denominator of the hidden-work tax. */
export const denialWorkRatings: readonly Rating[] = ['core', 'support', 'hidden']

export const systemKinds = ['payer_portal', 'ehr', 'office', 'phone', 'other'] as const
export type SystemKind = (typeof systemKinds)[number]

/** The starter taxonomy; admins may name further activities. */
export const starterActivities = [
  'claim_status',
  'eligibility',
  'prior_auth',
  'appeal',
  'appeal_drafting',
  'claim_correction',
  'remittance',
  'denial_worklist',
  'account_review',
  'payer_call',
  'documentation',
  'portal_login',
  'portal_other',
  'reference',
  'communication',
  'non_work',
  'private',
  'unclassified',
] as const

/** What a window is that no rule names. */
export const UNCLASSIFIED = 'unclassified'

/** A year: nothing that people do at a desk takes longer. */
const ms = z
  .number()
  .int()
  .min(0)
  .max(366 * DAY_MS)
/** As rules name activities. */
export const activityName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'an activity is lower-case letters, digits and _')

/** Thresholds in ms. Contract defaults; a rule set may leave any of them out. */
export const policySchema = z.strictObject({
  idleAfterMs: ms.default(180_000),
  /**
   * Idle thresholds of single activities, in place of `idleAfterMs`; a rule's own goes before. Without a default, as for `inputCounts`.
   */
  idleAfterMsByActivity: z.record(activityName, ms).optional(),
  touchGapMs: ms.default(1_800_000),
  visitGapMs: ms.default(300_000),
  recheckWithinMs: ms.default(WEEK_MS),
  documentationNearMs: ms.default(120_000),
  maxGapMs: ms.default(10_000),
  clockStepMs: ms.default(2_000),
  /**
   * Work that begins within `carryWithinMs` of work on a claim is inferred to be on that claim, until `carryForMs` after the claim was
   * seen. Left out: `carryDefaults`. Without defaults here, as for `inputCounts`.
   */
  carryWithinMs: ms.optional(),
  carryForMs: ms.optional(),
  /** How often an agent sends what it has while nobody looks at the team panel. Not part of replay. */
  syncEveryMs: z.number().int().min(500).max(DAY_MS).default(300_000),
  /**
   * Count key presses and pointer events a minute; left out: no. Without a default, so that an agent older than this field, whose policy
   * knows no other, still takes the rules of an endpoint that does not ask for it.
   */
  inputCounts: z.boolean().optional(),
  /**
   * Observe which programs use the microphone, never what is said; left out: no, so that a policy that was signed before this field starts no
   * new kind of capture. Not part of replay.
   */
  observeCalls: z.boolean().optional(),
  /** What people are told and may do. Without a default, as for `inputCounts`; not part of replay. */
  privacy: privacySchema.optional(),
})
export type Policy = z.infer<typeof policySchema>

/** What a policy without these fields means. */
export const carryDefaults = { carryWithinMs: 60_000, carryForMs: 900_000 } as const

export const ruleId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a rule id is letters, digits, dot, dash and _')

const entryShape = {
  id: ruleId,
  name: z.string().max(200).optional(),
  /** Nobody has seen this title or address on a real site yet: an admin should verify it there. */
  assumed: z.boolean().optional(),
  enabled: z.boolean().optional(),
}

export const ruleSchema = z.strictObject({
  ...entryShape,
  when: z.strictObject({
    app: z.string().max(1000).optional(),
    title: z.string().max(1000).optional(),
    host: z.string().max(253).optional(),
    path: z.string().max(1000).optional(),
    /** Matches calls by their program, never windows. Goes with `app` alone. */
    call: z.literal(true).optional(),
  }),
  then: z.strictObject({
    activity: activityName,
    rating: z.enum(ratings),
    system: z.string().min(1).max(100).optional(),
    systemKind: z.enum(systemKinds).optional(),
    payer: z.string().min(1).max(100).optional(),
    idleAfterMs: ms.optional(),
  }),
  /** RE2 pattern with a named group `ref`, tried on the title, then on path + hash. */
  claimRef: z.string().max(1000).optional(),
  /**
   * One element of a page that shows the claim number where title and path do not: a CSS selector, and an RE2 pattern with a named group `ref`.
   * Agents older than this field take no rule set with one.
   */
  field: z.strictObject({ selector: z.string().max(200), pattern: z.string().max(1000) }).optional(),
})
export type Rule = z.infer<typeof ruleSchema>

/** A kind of window that shows another computer's: Citrix, RDP and the like. */
export const remoteSchema = z.strictObject({
  ...entryShape,
  app: z.string().max(1000).optional(),
  /** Group `inner`: the title of the window inside; group `app`: its application. Without `inner` nothing is known of it. */
  title: z.string().max(1000),
})
export type Remote = z.infer<typeof remoteSchema>

export const ruleSetSchema = z.strictObject({
  version: fourBytes.min(0),
  policy: policySchema.default(policySchema.parse({})),
  rules: z.array(ruleSchema).max(5000),
  remote: z.array(remoteSchema).max(100).optional(),
  /** The endpoint's, over all of the above as it publishes it (host/rules-signature.ts); an agent follows no set without it. */
  signature: z.string().max(200).optional(),
})
/** Shape only. `compileRuleSet` (shared/classify) also checks ids and patterns. */
export type RuleSet = z.infer<typeof ruleSetSchema>
