import { isSignatureOf, publicKeyOf, signJson } from '../../host/signed-json.ts'
import type { AuditHead } from '../../shared/contract/audit.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { NOTHING_BEFORE } from './entry.ts'

type Signed = Pick<AuditHead, 'tenantId' | 'seq' | 'hash' | 'at'>

const signedPart = ({ tenantId, seq, hash, at }: Signed) => ({
  purpose: 'touchledger audit head 1',
  ...{ tenantId, seq, hash, at },
})

/** The newest entry's number and hash, signed by the tenant's key. @param at epoch ms */
export async function signedHead(queries: Queries, at: number): Promise<AuditHead> {
  const [row] = await queries.query<{
    tenantId: string
    rulesKey: string
    seq: number | null
    hash: string | null
  }>(
    sql`select t.tenant_id as "tenantId", t.rules_key as "rulesKey", e.seq, e.hash
      from tenant t left join (select seq, hash from audit_entries order by seq desc limit 1) e on true`,
  )
  if (!row) throw new Error('the tenant was not started')
  const { tenantId, rulesKey, seq, hash } = row
  const head = { tenantId, seq: seq ?? 0, hash: hash ?? NOTHING_BEFORE, at }
  return { ...head, key: publicKeyOf(rulesKey), signature: signJson(signedPart(head), rulesKey) }
}

/** Whether the key signed a head. @param key the tenant's own, public */
export const isSignedHead = (head: AuditHead, key: string): boolean =>
  isSignatureOf(signedPart(head), head.signature, key)
