import { strToU8, Zip, ZipDeflate } from 'fflate'
import * as facts from '../database/schema/facts.ts'
import type { Queries } from '../database/database.ts'
import { hexOf, join, name, sql, where, type Sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import { problem } from '../errors/problem.ts'
import { teamTimes } from '../identity/account-teams.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'

const ROWS_AT_ONCE = 5_000

/** A table of a person, and its file. */
const recorded: readonly { readonly file: string; readonly table: Table }[] = [
  { file: 'spans.csv', table: facts.spans },
  { file: 'touches.csv', table: facts.touches },
  { file: 'hidden-work.csv', table: facts.hiddenTags },
  { file: 'input-counts.csv', table: facts.inputCounts },
  { file: 'manual-time.csv', table: facts.manualTime },
  { file: 'connectivity.csv', table: facts.connectivityOutages },
  { file: 'private-times.csv', table: facts.privateTimes },
  { file: 'notes-and-disputes.csv', table: facts.annotations },
]

interface Profile {
  readonly personId: string
  readonly name: string
  readonly email: string | null
  readonly team: string | null
}

/**
 * Everything that is stored of one person, as a zip: `person.json` (profile, devices, accounts), a CSV for each kind of record, and what the person
 * did to denials. Claims are tokens, as everywhere at the endpoint; times are epoch ms.
 * @param id of a recorded person, or of an account with one
 * @throws HttpProblem 404 `unknown_person`, also for somebody whom the scope does not show
 */
export async function exportPerson(
  scope: Scope,
  id: string,
): Promise<{ readonly personId: string; readonly file: Buffer }> {
  const profile = await readProfile(scope, id)
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  const whole = { person: profile, ...(await readAround(scope, profile)) }
  addFile(zip, 'person.json', `${JSON.stringify(whole, null, 2)}\n`)
  for (const { file, table } of recorded) await addRows(zip, file, scope, table, profile.personId)
  const done = await scope.query(
    sql`select denial_no, kind, happened_at, recorded_at, from_value, to_value, reason from denial_events
      where recorded_by_account in (select account_id from accounts where user_id = ${profile.personId})
      order by denial_no, event_no`,
  )
  addFile(zip, 'changes-to-denials.csv', csvOf(done, true))
  addFile(zip, 'README.txt', README)
  zip.end()
  return { personId: profile.personId, file: Buffer.concat(chunks) }
}

const README = `Everything that TouchLedger stores of one person. Times are epoch ms (UTC). A claim is a token: the number itself never left the computer.
person.json             who it is, devices, acknowledgments of the notice, accounts without passwords, and access tokens by name
spans.csv               what was recorded, 15 minutes at most in each row; overlap_ms counts for another device
touches.csv             touches on claims
hidden-work.csv         spans that count as hidden work
input-counts.csv        key releases and pointer events by the minute, where they were counted
manual-time.csv         time entered by hand, every revision
connectivity.csv        times without the endpoint
private-times.csv       times marked private, and why; what was recorded in them is gone
notes-and-disputes.csv  what the person said of touches and times, every revision; the text of the latest one alone
changes-to-denials.csv  what the person changed of denials
`

async function readProfile(scope: Scope, id: string): Promise<Profile> {
  const isOne = sql`(u.user_id = ${id} or u.user_id = (select a.user_id from accounts a where a.account_id = ${id}))`
  const [profile] = await scope.query<Profile>(
    sql`select u.user_id as "personId", u.name, u.email, u.team from users u ${where([isOne, visiblePeople(scope, 'u')])}`,
  )
  if (!profile) throw problem(404, 'unknown_person', 'There is nobody with this id. GET /v1/people lists the ids.')
  return profile
}

async function readAround(queries: Queries, { personId, name: known }: Profile) {
  const devices = await queries.query(
    sql`select device_id as "deviceId", platform, agent_version as "agentVersion", enrolled_at as "enrolledAt", revoked_at as "revokedAt",
      last_seen_at as "lastSeenAt", skew_ms as "skewMs", health, offers, offers_month as "offersMonth" from devices where user_id = ${personId} order by enrolled_at`,
  )
  const accounts = await queries.query(
    sql`select account_id as "accountId", email, name, roles, ${teamTimes} as teams, created_at as "createdAt", deactivated_at as "deactivatedAt"
      from accounts a where user_id = ${personId} order by created_at`,
  )
  const accessTokens = await queries.query(
    sql`select token_id as "tokenId", account_id as "accountId", name, roles, created_at as "createdAt", expires_at as "expiresAt" from access_tokens
      where account_id in (select account_id from accounts where user_id = ${personId}) order by created_at`,
  )
  const noticeAcknowledgments = await queries.query(
    sql`select device_id as "deviceId", acknowledged_at as "acknowledgedAt", version, how, text_hash as "textHash", signature, public_key as "publicKey",
      rules_version as "rulesVersion", received_at as "receivedAt" from notice_acknowledgments where user_id = ${personId} order by acknowledged_at`,
  )
  const ownedDenials = await queries.query(
    sql`select denial_no as "denialNo", state, owner_since as "ownerSince" from denials where owner = ${known} order by denial_no`,
  )
  return { devices, accounts, accessTokens, noticeAcknowledgments, ownedDenials }
}

async function addRows(zip: Zip, file: string, queries: Queries, table: Table, personId: string): Promise<void> {
  const entry = new ZipDeflate(file, { level: 6 })
  zip.add(entry)
  const columns = Object.entries(table.columns).map(([column, type]) => {
    const snake = name(column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    return (typeof type === 'string' ? type : type.type).startsWith('token') ? sql`${hexOf(snake)} as ${snake}` : snake
  })
  // Every table of facts is sorted by its key: pages neither overlap nor leave a row out while the scope sees one state.
  const page = (offset: number): Sql =>
    sql`select ${join(columns)} from ${name(table.name)} where user_id = ${personId} order by journal, seq, started_at
      limit ${ROWS_AT_ONCE} offset ${offset}`
  for (let offset = 0; ; offset += ROWS_AT_ONCE) {
    const rows = await queries.query(page(offset))
    const isLast = rows.length < ROWS_AT_ONCE
    entry.push(strToU8(csvOf(rows, offset === 0)), isLast)
    if (isLast) return
  }
}

function addFile(zip: Zip, file: string, content: string): void {
  const entry = new ZipDeflate(file, { level: 6 })
  zip.add(entry)
  entry.push(strToU8(content), true)
}

/** CSV with a header, by RFC 4180. */
function csvOf(rows: readonly Record<string, unknown>[], withHeader: boolean): string {
  const [first] = rows
  if (!first) return ''
  const lines = rows.map((row) => Object.values(row).map(cell).join(','))
  return `${[...(withHeader ? [Object.keys(first).join(',')] : []), ...lines].join('\r\n')}\r\n`
}

/** A leading sign is no formula where a spreadsheet opens the file. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
