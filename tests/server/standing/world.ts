import type { Database } from '../../../src/server/database/database.ts'
import { queueClaims } from '../../../src/server/jobs/dirty-claims.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import type { DenialState } from '../../../src/shared/contract/denials.ts'
import type { DenialScope, SlaDefinition } from '../../../src/shared/contract/settings.ts'

export const zone = 'America/New_York'
export const at = (text: string) => Date.parse(text)

export interface MadeDenial {
  readonly no: number
  readonly received: number
  readonly payer?: string
  readonly category?: string
  readonly serviceLine?: string | null
  readonly queue?: string | null
  readonly provider?: string | null
  readonly location?: string | null
  readonly owner?: string | null
  readonly deniedCents?: number
  readonly state?: DenialState
  readonly followUpDue?: number | null
  readonly appealDue?: number | null
  readonly rarcs?: readonly string[]
  readonly appealedAt?: number | null
  readonly resolvedAt?: number | null
  /** States it came to, beside the one it is in. */
  readonly states?: readonly DenialState[]
  /** Starts of touches, with who and how long. */
  readonly touches?: readonly { readonly at: number; readonly user?: string; readonly ms?: number }[]
}

export const tokenOf = (no: number) => String(no).padStart(64, '0')

/** Puts denials with their events and touches straight into the tables, as imports and agents would have left them. */
export async function makeDenials(database: Database, denials: readonly MadeDenial[]): Promise<void> {
  await database.query(
    `insert into imports values ('main', 1, 'made.835', 'hash', '835', 0, 'test', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) on conflict do nothing`,
  )
  for (const denial of denials) await makeDenial(database, denial)
}

async function makeDenial(database: Database, denial: MadeDenial): Promise<void> {
  const { no, received, state = 'new' } = denial
  await database.query(
    `insert into denials (
       tenant_id, denial_no, import_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code, carcs, rarcs, billed_cents,
       paid_cents, denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, queue, service_line, provider, location,
       last_event, state_since, first_appealed_at, resolved_at
     ) values (
       'main', $1, 1, $2, $3, 'P', $4, 'full', $5, 'CO', '{16}', $6, $7, 0, $7, true, $8, $9, $10, $11, $12, $13, $14, $15, $16, 9, $9, $17, $18
     )`,
    [
      no,
      denial.payer ?? 'Aetna',
      `CLM-${no}`,
      tokenOf(no),
      denial.category ?? 'authorization',
      [...(denial.rarcs ?? [])],
      denial.deniedCents ?? 100_00,
      state,
      received,
      denial.followUpDue ?? null,
      denial.appealDue ?? null,
      denial.owner ?? null,
      denial.queue ?? null,
      denial.serviceLine ?? null,
      denial.provider ?? null,
      denial.location ?? null,
      denial.appealedAt ?? (state === 'appealed' ? received : null),
      denial.resolvedAt ?? null,
    ],
  )
  for (const [index, kind] of (denial.states ?? []).entries()) {
    await database.query(`insert into denial_events values ('main', $1, $2, $3, $4, $4, 'test', null, null, $3)`, [
      no,
      index + 1,
      kind,
      received,
    ])
  }
  for (const touch of denial.touches ?? []) await makeTouch(database, no, touch)
}

export async function makeTouch(
  database: Database,
  no: number,
  touch: { readonly at: number; readonly user?: string; readonly ms?: number },
): Promise<void> {
  const { at: start, user = 'u1', ms = 60_000 } = touch
  await database.query(
    `insert into touches values ('main', $1, 'generation', $2, 1, 1, $1, $3, $4::bigint, $4::bigint + $5::bigint, $5, 1)
     on conflict do nothing`,
    [user, `${no}-${start}`, tokenOf(no), start, ms],
  )
  await queueClaims(database, 'main', [tokenOf(no)])
}

export async function makePerson(database: Database, id: string, name: string, team: string | null): Promise<void> {
  await database.query(`insert into users values ('main', $1, $2, $3, false, 0) on conflict do nothing`, [
    id,
    name,
    team,
  ])
}

export const author = { baseVersion: undefined, by: 'test', now: 0 }

/** What a test says of an SLA; the rest is as `setSlas` has it. */
export type MadeSla = Partial<Omit<SlaDefinition, 'scope'>> & { readonly id: string; readonly scope?: DenialScope }

export async function setSlas(database: Database, slas: readonly MadeSla[]): Promise<void> {
  const body = {
    slas: slas.map((sla) => ({
      name: sla.id,
      kind: 'first_touch',
      within: { amount: 1, unit: 'business_days' },
      warnHours: 4,
      ...sla,
    })),
  }
  await writeSettings(database, 'main', 'slas', body, author)
}

export async function setCalendar(database: Database, calendar: object): Promise<void> {
  await writeSettings(database, 'main', 'calendar', { zone, ...calendar }, author)
}

export async function forgetAll(database: Database): Promise<void> {
  for (const table of ['denials', 'denial_events', 'touches', 'alerts', 'deliveries', 'imports', 'hidden_tags']) {
    await database.query(`delete from ${table} where tenant_id = 'main'`)
  }
}
