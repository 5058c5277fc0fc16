import { ofType, table } from '../table.ts'

// Times are epoch ms, lengths ms, amounts cents.

/** The tenant: a single row. Changes of settings, rules or denials as a whole lock it. */
export const tenant = table(
  'tenant',
  {
    singleton: { type: 'boolean', sql: 'default true check (singleton)' },
    tenantId: 'text',
    /** Key of claim tokens, base64. Devices have it. */
    tokenKey: 'text',
    /** Key of record hashes, base64. It never leaves the endpoint. */
    recordKey: 'text',
    /** Signs rules: Ed25519, PKCS #8 DER in base64. It never leaves the endpoint; devices pin its public half. */
    rulesKey: 'text',
    /** IANA. Null: that of the machine. */
    zone: 'text?',
    /** Facts that begin before this instant were dropped; what comes late of them is too old. */
    factsFrom: { type: 'bigint', sql: 'default 0' },
    createdAt: 'bigint',
  },
  { primaryKey: ['singleton'] },
)

export const accessTokens = table(
  'access_tokens',
  { tokenHash: 'text', name: 'text', role: 'text', createdAt: 'bigint' },
  { primaryKey: ['tokenHash'], indexes: { access_tokens_name: 'unique (name)' } },
)

export const users = table(
  'users',
  { userId: 'text', name: 'text', team: 'text?', sample: 'boolean', createdAt: 'bigint' },
  { primaryKey: ['userId'], indexes: { users_name: 'unique (name)' } },
)

export const devices = table(
  'devices',
  {
    ...ofType('text', 'deviceId', 'userId', 'publicKey', 'platform', 'agentVersion'),
    sample: 'boolean',
    enrolledAt: 'bigint',
    revokedAt: 'bigint?',
    lastSeenAt: 'bigint?',
    /** Device clock minus endpoint clock at the last batch. */
    skewMs: 'bigint?',
    latestEndedAt: 'bigint?',
    /** What the device last said of itself: JSON of shared/contract/health.ts. */
    health: 'text?',
    healthAt: 'bigint?',
  },
  { primaryKey: ['deviceId'], indexes: { devices_user: '(user_id)' } },
)

export const enrollmentCodes = table(
  'enrollment_codes',
  {
    codeHash: 'text',
    userName: 'text',
    team: 'text?',
    sample: 'boolean',
    expiresAt: 'bigint',
    usedAt: 'bigint?',
    deviceId: 'text?',
  },
  { primaryKey: ['codeHash'] },
)

export const ruleSets = table(
  'rule_sets',
  { version: 'int', body: 'text', publishedAt: 'bigint', publishedBy: 'text' },
  { primaryKey: ['version'] },
)

export const settings = table(
  'settings',
  { name: 'text', version: 'int', body: 'text', changedAt: 'bigint', changedBy: 'text' },
  { primaryKey: ['name'] },
)

export const worklistMappings = table(
  'worklist_mappings',
  { name: 'text', body: 'text', changedAt: 'bigint', changedBy: 'text' },
  { primaryKey: ['name'] },
)
