import { z } from 'zod'
import { count, instant, nullableName } from './answer-fields.ts'
import { poolName } from './fields.ts'

/** What the key of a site begins with, which tells it from a code. */
export const ENROLLMENT_KEY_PREFIX = 'TLK-'

/** Whether it has the form of a site's key; it need not be one. */
export const isEnrollmentKey = (secret: string): boolean => secret.trim().startsWith(ENROLLMENT_KEY_PREFIX)

/** Most computers of one key: a tenant is a site or a department. */
const MAX_DEVICES = 10_000
const MAX_DAYS = 400
const MAX_DOMAINS = 50
const DEFAULT_DAYS = 30

/**
 * Which computers get in at once; every other one waits for an admin.
 * `each`: none. `known`: of somebody who has an account here, or is recorded, by the e-mail address of the operating system's account.
 * `domains`: of that address's domain.
 */
export const enrollmentRules = ['each', 'known', 'domains'] as const
export type EnrollmentRule = (typeof enrollmentRules)[number]

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'is no domain of an e-mail address, as clinic.example')

/** `POST /v1/enrollment-keys` */
export const enrollmentKeyRequestSchema = z
  .strictObject({
    site: z.string().trim().min(1).max(100).describe('for people: where the computers are'),
    maxDevices: z.number().int().min(1).max(MAX_DEVICES).describe('how many computers may enroll by it'),
    expiresInDays: z.number().int().min(1).max(MAX_DAYS).default(DEFAULT_DAYS),
    rule: z.enum(enrollmentRules).describe('each: an admin approves each computer; known, domains: by the rule'),
    domains: z.array(domain).max(MAX_DOMAINS).optional().describe('of the rule domains'),
    team: z.string().min(1).max(100).optional().describe('of people who have none yet'),
    pool: poolName.optional().describe('of desktops whose profile is wiped: those of one person are one device'),
  })
  .refine(({ rule, domains = [] }) => (rule === 'domains') === domains.length > 0, {
    message: 'goes with the rule domains, which needs one at least',
    path: ['domains'],
  })
  .refine(({ rule, pool }) => pool === undefined || rule !== 'each', {
    message: 'goes with a rule: nobody approves a desktop each morning',
    path: ['pool'],
  })
export type EnrollmentKeyRequest = z.input<typeof enrollmentKeyRequestSchema>

/** A key that has neither expired nor been revoked. */
export const enrollmentKeyRow = z.object({
  id: z.string(),
  site: z.string(),
  rule: z.enum(enrollmentRules),
  domains: z.array(z.string()).readonly(),
  team: nullableName,
  pool: nullableName,
  maxDevices: count,
  enrolled: count.describe('computers that got in by it'),
  waiting: count.describe('computers that wait for an admin'),
  expiresAt: instant,
  createdAt: instant,
  createdBy: z.string(),
})
export type EnrollmentKeyRow = z.output<typeof enrollmentKeyRow>

/** The key itself is answered once. */
export const newEnrollmentKeyAnswer = enrollmentKeyRow.extend({ key: z.string() })
export type NewEnrollmentKey = z.output<typeof newEnrollmentKeyAnswer>
