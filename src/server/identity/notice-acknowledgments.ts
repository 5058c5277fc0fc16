import { isSignedAcknowledgment } from '../../host/notice-signature.ts'
import type { NoticeAcknowledgmentRow, SignedAcknowledgment } from '../../shared/contract/notice.ts'
import { DAY_MS } from '../../shared/time.ts'
import type { Queries } from '../database/database.ts'
import { sql, where } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { visiblePeople, type Scope } from './scope.ts'
import { readTenant } from './tenant.ts'

/** A clock that is further ahead is wrong. */
const FUTURE_MS = DAY_MS

/**
 * Keeps that a device's notice was acknowledged. The same one again changes nothing.
 * @throws HttpProblem 400 `bad_acknowledgment` if the device's key did not sign it, or its time has not come
 */
export async function saveAcknowledgment(
  queries: Queries,
  deviceId: string,
  { signature, ...acknowledgment }: SignedAcknowledgment,
  now: number,
): Promise<void> {
  const [device] = await queries.query<{ userId: string; publicKey: string }>(
    sql`select user_id as "userId", public_key as "publicKey" from devices where device_id = ${deviceId}`,
  )
  if (!device) throw new Error('a device that signed a request is not on file')
  const { userId, publicKey } = device
  const { tenantId } = await readTenant(queries)
  if (!isSignedAcknowledgment(acknowledgment, signature, { tenantId, deviceId, userId }, publicKey))
    throw problem(400, 'bad_acknowledgment', 'The signature does not match the acknowledgment.')
  const { version, textHash, rulesVersion, acknowledgedAt, how } = acknowledgment
  if (acknowledgedAt > now + FUTURE_MS)
    throw problem(400, 'bad_acknowledgment', 'acknowledgedAt is in the future: set the clock of this computer.')
  await queries.query(
    sql`insert into notice_acknowledgments
        (device_id, acknowledged_at, version, text_hash, user_id, rules_version, how, signature, public_key, received_at)
      values (${deviceId}, ${acknowledgedAt}, ${version}, ${textHash}, ${userId}, ${rulesVersion}, ${how}, ${signature}, ${publicKey}, ${now})
      on conflict (device_id, acknowledged_at, version, text_hash) do nothing`,
  )
}

/** The latest acknowledgments, with all that is needed to check their signatures. */
export async function listAcknowledgments(scope: Scope): Promise<NoticeAcknowledgmentRow[]> {
  return scope.query<NoticeAcknowledgmentRow>(
    sql`select a.device_id as "deviceId", a.user_id as "userId", u.name as "userName", a.version, a.text_hash as "textHash",
        a.rules_version as "rulesVersion", a.acknowledged_at as "acknowledgedAt", a.how, a.signature, a.received_at as "receivedAt",
        a.public_key as "publicKey"
      from notice_acknowledgments a
      join users u on u.user_id = a.user_id
      ${where([visiblePeople(scope, 'a')])}
      order by a.received_at desc, a.device_id, a.version
      limit 5000`,
  )
}
