import type { AuditHead } from '../../shared/contract/audit.ts'
import { grouped } from '../../shared/grouped.ts'
import { hashOf, NOTHING_BEFORE, type StoredEntry } from './entry.ts'
import { isSignedHead } from './head.ts'
import type { Anchor } from './anchor-file.ts'

/** What was found. */
export interface Verified {
  /** The newest entry; 0: there is none. */
  readonly seq: number
  readonly anchors: number
  /** The newest anchor. */
  readonly newest: AuditHead | null
}

/** The log is not what it was. Its message names the first entry that shows it. */
export class AuditBroken extends Error {
  override readonly name = 'AuditBroken'
}

/**
 * Checks a log from its first entry: that each is as it was written, follows the one before, and none is missing; and that it has what each
 * anchor states. An end that was cut off, and a log that was made anew, are found by the anchors alone.
 * @param entries in order
 * @param tenant its id, and its public key
 * @throws AuditBroken
 */
export async function verifyLog(
  entries: AsyncIterable<StoredEntry>,
  anchors: readonly Anchor[],
  tenant: { readonly tenantId: string; readonly key: string },
): Promise<Verified> {
  const own = anchors.filter(({ head }) => head.tenantId === tenant.tenantId)
  for (const { head, place } of own) {
    if (!isSignedHead(head, tenant.key)) {
      throw new AuditBroken(`${place}: this anchor is not signed by the key of ${tenant.tenantId}.`)
    }
  }
  const anchorsOf = grouped(own, ({ head }) => head.seq)
  let seq = 0
  let hash = NOTHING_BEFORE
  for await (const entry of entries) {
    if (entry.seq !== seq + 1) {
      throw new AuditBroken(
        entry.seq > seq
          ? `Entry ${seq + 1} is missing: entry ${entry.seq} comes next.`
          : `Entry ${entry.seq} is there twice.`,
      )
    }
    seq = entry.seq
    if (hashOf(entry, tenant.tenantId) !== entry.hash) throw new AuditBroken(`Entry ${seq} was changed.`)
    if (entry.previousHash !== hash) {
      throw new AuditBroken(`Entry ${seq} does not follow entry ${seq - 1}: one of them was replaced.`)
    }
    hash = entry.hash
    const other = anchorsOf.get(seq)?.find(({ head }) => head.hash !== hash)
    if (other) {
      throw new AuditBroken(
        `Entry ${seq} is not the one that was anchored (${other.place}): it, or one before it, was replaced.`,
      )
    }
  }
  const newest = own.toSorted((one, another) => another.head.seq - one.head.seq)[0]
  if (newest && newest.head.seq > seq) {
    throw new AuditBroken(
      `Entry ${seq + 1} is missing: the log ends at ${seq}, and ${newest.place} states that it had ${newest.head.seq}.`,
    )
  }
  return { seq, anchors: own.length, newest: newest?.head ?? null }
}
