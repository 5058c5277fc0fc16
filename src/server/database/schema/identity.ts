import { ofType, table } from '../table.ts'

// Times are epoch ms, lengths ms, amounts cents.

/** The tenant: a single row. Changes of settings, rules or denials as a whole lock it. */
export const tenant = table(
  'tenant',
  {
    singleton: { type: 'boolean', sql: 'default true check (singleton)' },
    tenantId: 'text',
    /** Key of the claim tokens of devices, base64. Devices have it. */
    tokenKey: 'text',
    /** Keys that make a device's claim token the stored one, base64, in the order in which they are applied. They never leave the endpoint. */
    storageKeys: 'text[]',
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

/** Who may sign in. The e-mail address tells two people of one name apart. */
export const accounts = table(
  'accounts',
  {
    ...ofType('text', 'accountId', 'email', 'name'),
    /** Of shared/contract/access.ts. */
    roles: 'text[]',
    /** Whose recorded work is this person's own. */
    userId: 'text?',
    createdAt: 'bigint',
    createdBy: 'text',
    createdByAccount: 'text?',
    deactivatedAt: 'bigint?',
    /** Of a person of the sample world of `npm start`. */
    sample: { type: 'boolean', sql: 'default false' },
    /** Argon2id. Null: the person has not accepted an invitation yet. */
    passwordHash: 'text?',
    totpSecret: 'text?',
    /** The time step of the last code that was used: each code works once. */
    totpStep: 'bigint?',
    /** Sign-ins that failed since the last that did not. */
    failures: { type: 'int', sql: 'default 0' },
    lockedUntil: 'bigint?',
    /** Who the person is at the identity provider; null: they have not signed in there yet. */
    providerIssuer: 'text?',
    providerSubject: 'text?',
  },
  {
    primaryKey: ['accountId'],
    indexes: {
      accounts_email: 'unique (lower(email))',
      accounts_provider: 'unique (provider_issuer, provider_subject)',
    },
  },
)

/** Teams that a supervisor sees, each for a time: past ones stay, later ones are known ahead. */
export const accountTeams = table(
  'account_teams',
  { ...ofType('text', 'accountId', 'team'), fromAt: 'bigint', toAt: 'bigint?' },
  { primaryKey: ['accountId', 'team', 'fromAt'] },
)

/** A link by which a person sets a password and a second factor; at most one of an account. */
export const invitations = table(
  'invitations',
  { ...ofType('text', 'accountId', 'tokenHash', 'totpSecret'), expiresAt: 'bigint' },
  { primaryKey: ['accountId'], indexes: { invitations_token: 'unique (token_hash)' } },
)

/** Browsers that were sent to the identity provider; each may come back once. */
export const providerSignIns = table(
  'provider_sign_ins',
  { ...ofType('text', 'stateHash', 'browserHash', 'nonce', 'codeVerifier', 'returnTo'), expiresAt: 'bigint' },
  { primaryKey: ['stateHash'] },
)

/** Signed-in browsers. */
export const sessions = table(
  'sessions',
  { ...ofType('text', 'sessionHash', 'accountId'), ...ofType('bigint', 'createdAt', 'lastSeenAt') },
  { primaryKey: ['sessionHash'], indexes: { sessions_account: '(account_id)' } },
)

/** Bearer tokens. One without an account is the endpoint's own admin token. */
export const accessTokens = table(
  'access_tokens',
  {
    ...ofType('text', 'tokenId', 'tokenHash', 'name'),
    /** At most these roles of the account. */
    roles: 'text[]',
    accountId: 'text?',
    createdAt: 'bigint',
    expiresAt: 'bigint?',
  },
  {
    primaryKey: ['tokenHash'],
    indexes: { access_tokens_id: 'unique (token_id)', access_tokens_account: '(account_id)' },
  },
)

/** People whose work is recorded. */
export const users = table(
  'users',
  {
    userId: 'text',
    /** As it is shown, and as denials name their owner; unlike everybody else's. */
    name: 'text',
    /** The person's key. Null: known by name alone. */
    email: 'text?',
    team: 'text?',
    /** The team from an instant to come on. */
    nextTeam: 'text?',
    /** Null: no change of team is planned. */
    nextTeamFrom: 'bigint?',
    sample: 'boolean',
    createdAt: 'bigint',
    /** Since when the person is no longer recorded. */
    leftAt: 'bigint?',
  },
  { primaryKey: ['userId'], indexes: { users_name: 'unique (name)', users_email: 'unique (lower(email))' } },
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
    /** The pool of desktops whose wiped profiles are this one device; null: a computer of its own. */
    pool: 'text?',
    /** How many windows without a rule it offered in which UTC month; never which windows. */
    ...{ offers: 'int?', offersMonth: 'text?' },
  },
  { primaryKey: ['deviceId'], indexes: { devices_user: '(user_id)' } },
)

/** That the notice of what is recorded was acknowledged on a device; signed by its key. */
export const noticeAcknowledgments = table(
  'notice_acknowledgments',
  {
    deviceId: 'text',
    acknowledgedAt: 'bigint',
    version: 'int',
    ...ofType('text', 'textHash', 'userId', 'how', 'signature'),
    /** The device's key of that time, which signed. */
    publicKey: 'text',
    /** The policy in force was part of this version of the rules. */
    rulesVersion: 'int',
    receivedAt: 'bigint',
  },
  { primaryKey: ['deviceId', 'acknowledgedAt', 'version', 'textHash'] },
)

export const enrollmentCodes = table(
  'enrollment_codes',
  {
    ...ofType('text', 'codeId', 'codeHash'),
    /** Whom it is for: somebody who was recorded when it was made, else by e-mail address and name. All null: whoever uses it. */
    userId: 'text?',
    email: 'text?',
    userName: 'text?',
    team: 'text?',
    sample: 'boolean',
    /** An admin approves each device that uses it, and says whose it is. */
    approval: 'boolean',
    /** How many devices may ask. */
    uses: 'int',
    /** Works again for each desktop of this pool, which are one device of the person. */
    pool: 'text?',
    /** Of the key of a site, by which many computers enroll; null: a code. */
    site: 'text?',
    /** By which rule a computer is let in at once: of shared/contract/enrollment-keys.ts. */
    rule: 'text?',
    /** Of the e-mail addresses that the rule lets in. */
    domains: 'text[]?',
    ...ofType('bigint', 'createdAt', 'expiresAt'),
    createdBy: 'text',
    createdByAccount: 'text?',
    usedAt: 'bigint?',
    deviceId: 'text?',
  },
  { primaryKey: ['codeId'], indexes: { enrollment_codes_hash: 'unique (code_hash)' } },
)

/** Devices that asked to be let in by a code that needs an approval, or by the key of a site. */
export const enrollmentRequests = table(
  'enrollment_requests',
  {
    ...ofType('text', 'requestId', 'codeId', 'publicKey', 'platform', 'agentVersion'),
    /** Whom the device says that it was enrolled for before. */
    userName: 'text?',
    /** The operating system's account there, and its e-mail address; null once it is decided. */
    ...ofType('text?', 'account', 'address'),
    askedAt: 'bigint',
    decidedAt: 'bigint?',
    /** Once it is approved. */
    deviceId: 'text?',
  },
  { primaryKey: ['requestId'], indexes: { enrollment_requests_asked: 'unique (code_id, public_key)' } },
)

/** Persons who were deleted, by ids and hashes alone: their devices are told, and cannot enroll again with their keys. */
export const personDeletions = table(
  'person_deletions',
  {
    /** Of a user; of an account where the person was never recorded. */
    personId: 'text',
    accountIds: 'text[]',
    deviceIds: 'text[]',
    keyHashes: 'text[]',
    deletedAt: 'bigint',
  },
  { primaryKey: ['personId'] },
)

export const ruleSets = table(
  'rule_sets',
  { version: 'int', body: 'text', publishedAt: 'bigint', publishedBy: 'text', publishedByAccount: 'text?' },
  { primaryKey: ['version'] },
)

/** The rules that each version of the endpoint came with, as long as they changed. JSON of the list. */
export const starterRules = table(
  'starter_rules',
  { no: { type: 'int', sql: 'generated always as identity' }, rules: 'text', seenAt: 'bigint' },
  { primaryKey: ['no'] },
)

/** The publication that waits for a second admin: at most one. */
export const publicationProposals = table(
  'publication_proposals',
  {
    singleton: { type: 'boolean', sql: 'default true check (singleton)' },
    ...ofType('text', 'proposalId', 'accountId', 'proposedBy'),
    touches: 'text[]',
    baseVersion: 'int',
    restored: 'int?',
    /** JSON of the rules. Null: that one admin is enough. */
    body: 'text?',
    proposedAt: 'bigint',
  },
  { primaryKey: ['singleton'] },
)

/** Windows that no rule names, as billers offered them: nothing of who did. */
export const offeredWindows = table('offered_windows', ofType('text', 'program', 'shape'), {
  primaryKey: ['program', 'shape'],
})

/** Keys by which devices that have counted a week are known again. A key is deleted with `unclassified_senders`, four weeks after its week. */
export const unclassifiedWeeks = table('unclassified_weeks', ofType('text', 'week', 'key'), { primaryKey: ['week'] })

/** Hash of a device with a program and shape, by the week's key: without the key it tells neither whose it is nor of which window. */
export const unclassifiedSenders = table('unclassified_senders', ofType('text', 'week', 'sender'), {
  primaryKey: ['week', 'sender'],
})

/** Windows that no rule names, as devices counted them, summed up by the UTC week. */
export const unclassifiedCounts = table(
  'unclassified_counts',
  { ...ofType('text', 'week', 'program', 'shape'), minutes: 'bigint', devices: 'int' },
  { primaryKey: ['week', 'program', 'shape'] },
)

/** Every version of each document; the highest is in force. */
export const settings = table(
  'settings',
  {
    ...{
      name: 'text',
      version: 'int',
      body: 'text',
      changedAt: 'bigint',
      changedBy: 'text',
      changedByAccount: 'text?',
    },
    sample: { type: 'boolean', sql: 'default false' },
  },
  { primaryKey: ['name', 'version'] },
)

export const worklistMappings = table(
  'worklist_mappings',
  { name: 'text', body: 'text', changedAt: 'bigint', changedBy: 'text', changedByAccount: 'text?' },
  { primaryKey: ['name'] },
)
