import { z } from 'zod'
import { DAY_MS, MINUTE_MS } from '../time.ts'
import { count, instant, nullableName } from './answer-fields.ts'
import { email, personName, poolName } from './fields.ts'

/** Most devices that may ask by one code: the queue has to be looked through by hand. */
const MAX_USES = 200

/** A code expires after this many days at most, one of a pool after the second. */
const MAX_DAYS = 30
const MAX_POOL_DAYS = 400
const MINUTES_A_DAY = DAY_MS / MINUTE_MS

/** `POST /v1/enrollment-codes`. Without a person the device's user is named after the code. */
export const enrollmentCodeRequestSchema = z
  .strictObject({
    email: email.optional().describe('of the person whom the code is for: the key, as two people can have one name'),
    user: personName.optional().describe('the name of a person without an e-mail address, or of one who is new'),
    team: z.string().min(1).max(100).optional(),
    expiresInMinutes: z
      .number()
      .int()
      .min(1)
      .max(MINUTES_A_DAY * MAX_POOL_DAYS)
      .optional(),
    /** The sample generator's: its user and device are marked so that nobody takes them for real work. */
    sample: z.boolean().optional(),
    approval: z
      .literal(true)
      .optional()
      .describe('an admin approves each device that uses the code, and says whose it is'),
    uses: z
      .number()
      .int()
      .min(1)
      .max(MAX_USES)
      .optional()
      .describe('how many devices may ask for approval; 1 when left out'),
    pool: poolName
      .optional()
      .describe(
        'of desktops whose profile is wiped: the code works again on each, and they are one device of the person',
      ),
  })
  .refine(({ pool, expiresInMinutes = 0 }) => pool !== undefined || expiresInMinutes <= MINUTES_A_DAY * MAX_DAYS, {
    message: `at most ${MINUTES_A_DAY * MAX_DAYS}, unless the code is for a pool`,
    path: ['expiresInMinutes'],
  })
  .refine(
    ({ pool, approval, email: address, user }) =>
      pool === undefined || (approval !== true && (address ?? user) !== undefined),
    {
      message: 'goes with email or user, and without approval',
      path: ['pool'],
    },
  )
  .refine(({ approval, email: address, user }) => approval !== true || (address === undefined && user === undefined), {
    message: 'must be left out: whoever approves says whose the device is',
    path: ['approval'],
  })
  .refine(({ approval, uses }) => approval === true || uses === undefined, {
    message: 'goes with approval',
    path: ['uses'],
  })
export type EnrollmentCodeRequest = z.infer<typeof enrollmentCodeRequestSchema>

/** Whom a code is for. */
const boundPerson = z.object({
  id: nullableName.describe('null: somebody new, who is recorded from the enrollment on'),
  name: z.string().describe('as it is shown'),
  email: nullableName,
  devices: count.describe('that the person has already'),
})
export type BoundPerson = z.output<typeof boundPerson>

const codeFields = {
  id: z.string(),
  person: boundPerson.nullable().describe('null: whoever uses it'),
  approval: z.boolean().describe('each device that uses it waits for an admin'),
  pool: nullableName.describe('of desktops that are one device; the code works again on each'),
  expiresAt: instant,
}

/** The code itself is answered once. */
export const newEnrollmentCode = z.object({ ...codeFields, code: z.string() })
export type NewEnrollmentCode = z.output<typeof newEnrollmentCode>

/** A code that nobody has used yet. */
export const enrollmentCodeRow = z.object({
  ...codeFields,
  team: nullableName,
  usesLeft: count.describe('how many more devices may use it'),
  createdAt: instant,
  createdBy: z.string(),
})
export type EnrollmentCodeRow = z.output<typeof enrollmentCodeRow>

/** A device that waits for an approval. */
export const enrollmentRequestRow = z.object({
  id: z.string(),
  publicKey: z.string(),
  platform: z.string(),
  agentVersion: z.string(),
  userName: nullableName.describe('whom the device says that it was enrolled for before; nobody has checked it'),
  team: nullableName.describe('of its code'),
  site: nullableName.describe('of its key; null: it has a code'),
  account: nullableName.describe('of the operating system, as DOMAIN\\user or user; nobody has checked it'),
  address: nullableName.describe('the e-mail address of that account; nobody has checked it'),
  askedAt: instant,
})
export type EnrollmentRequestRow = z.output<typeof enrollmentRequestRow>

/** `POST /v1/enrollment-requests/{id}/approve`: whose the device is. */
export const enrollmentApprovalSchema = z
  .strictObject({
    personId: z.string().min(1).max(60).optional().describe('of somebody who is recorded'),
    email: email.optional(),
    user: personName.optional(),
    team: z.string().min(1).max(100).optional().describe('that of the code when left out'),
  })
  .refine(({ personId, email: address, user }) => [personId, address, user].some((one) => one !== undefined), {
    message: 'needs personId, email or user',
    path: ['email'],
  })
export type EnrollmentApproval = z.output<typeof enrollmentApprovalSchema>

export const approvedDevice = z.object({ deviceId: z.string(), userId: z.string(), userName: z.string() })
export type ApprovedDevice = z.output<typeof approvedDevice>
