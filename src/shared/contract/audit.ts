import { z } from 'zod'
import { roles } from './access.ts'
import { count, instant, nullableName } from './answer-fields.ts'

/** What the audit log calls that somebody looked at something. */
export const lookActions = ['records_viewed', 'denial_viewed', 'claims_searched', 'audit_viewed'] as const

/** What of the audit log an admin sees as well as an auditor: who got in, and what was changed. */
export const administrationActions = [
  ...(['signed_in', 'sign_in_refused', 'signed_out'] as const),
  ...([
    'account_created',
    'account_changed',
    'invitation_made',
    'invitation_opened',
    'person_added',
    'person_changed',
    'person_deleted',
  ] as const),
  ...(['token_created', 'token_revoked', 'admin_token_set'] as const),
  ...([
    'enrollment_code_created',
    'enrollment_code_canceled',
    'enrollment_key_created',
    'enrollment_key_revoked',
    'device_enrolled',
    'device_refused',
    'device_revoked',
    'device_key_changed',
  ] as const),
  ...(['rules_published', 'rules_restored', 'settings_changed', 'settings_restored', 'claim_key_rotated'] as const),
  ...(['publication_proposed', 'publication_withdrawn', 'publication_refused', 'offer_removed'] as const),
  ...([
    'file_imported',
    'import_taken_back',
    'mapping_saved',
    'mapping_deleted',
    'claim_counts_saved',
    'sample_removed',
  ] as const),
] as const

/** Every action that the audit log knows. */
export const auditActions = [
  ...administrationActions,
  ...lookActions,
  'exported',
  ...(['denial_changed', 'alert_acknowledged', 'alert_snoozed', 'finding_dismissed', 'finding_restored'] as const),
] as const
export type AuditAction = (typeof auditActions)[number]
export type LookAction = (typeof lookActions)[number]

/** Who did it: somebody with an account, whoever has the admin token of the endpoint itself, a device, the endpoint, or somebody unknown. */
export const actorKinds = ['account', 'admin_token', 'device', 'endpoint', 'nobody'] as const
export type ActorKind = (typeof actorKinds)[number]

/** A look at the same by the same person within this time is part of the entry before it, ms. */
export const LOOK_MS = 900_000

const hash = z.string().describe('SHA-256, 64 hex digits')

/** `GET /v1/audit` */
export const auditEntry = z.object({
  seq: count.describe('1, 2, 3 … without gaps'),
  at: instant,
  action: z.enum(auditActions),
  actorKind: z.enum(actorKinds),
  actorId: z.string().describe('id of the account or the device'),
  actorName: nullableName.describe('as it was then'),
  deviceUser: nullableName.describe(
    'whose device did it, by the name of today; null: no device, or nobody has it any more',
  ),
  tokenName: nullableName.describe('of the program’s token; null: a browser that signed in'),
  roles: z.array(z.enum(roles)).readonly().describe('by which it was allowed'),
  operation: nullableName.describe('operation id of the route; null: no request'),
  object: nullableName.describe('what was changed or opened, as settings/calendar'),
  objectName: nullableName.describe(
    'whose account, record, token or device the object is, by the name of today, or the file of an import, for those who see imports; null: it is none of these, or was deleted',
  ),
  people: z
    .array(z.object({ id: z.string(), name: nullableName }))
    .readonly()
    .describe('whose records were shown; a name that is null was deleted'),
  periodFrom: instant.nullable().describe('the period that was looked at; null: no period, or all time'),
  periodTo: instant.nullable(),
  before: z.json().describe('what was changed, as it was; null: nothing'),
  after: z.json(),
  requestId: nullableName.describe('as in the endpoint’s log'),
  address: nullableName,
  previousHash: hash,
  hash,
})
export type AuditEntry = z.output<typeof auditEntry>

/** `GET /v1/audit/head`: keep it, and whoever changes or cuts what is before it is found. */
export const auditHead = z.object({
  tenantId: z.string(),
  seq: count.describe('0: there is no entry yet'),
  hash,
  at: instant.describe('when it was signed'),
  key: z.string().describe('the public key of the tenant, Ed25519, base64url'),
  signature: z.string().describe('Ed25519 over the other fields but the key, base64url'),
})
export type AuditHead = z.output<typeof auditHead>

/** `GET /v1/me/looked-at` and `GET /v1/device/looked-at` */
export const lookedAtRow = z.object({
  id: count,
  at: instant.describe('the first look; those within the next 15 minutes are in it'),
  by: nullableName,
  roles: z.array(z.enum(roles)).readonly(),
  byProgram: z.boolean().describe('by a token for a program, not in a browser'),
  operation: nullableName.describe('what was opened: the operation id of its route'),
  periodFrom: instant.nullable().describe('null: all time'),
  periodTo: instant.nullable(),
})
export type LookedAtRow = z.output<typeof lookedAtRow>

/** `POST /v1/exports`: a screen says what it saves as a file, before it does. */
export const exportSchema = z.strictObject({
  what: z.string().trim().min(1).max(100).describe('the table, as the screen calls it'),
  rows: count.max(10_000_000),
})
