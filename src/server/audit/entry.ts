import { createHash } from 'node:crypto'
import { sortedJson } from '../../host/signed-json.ts'
import type { Role } from '../../shared/contract/access.ts'
import type { ActorKind, AuditAction } from '../../shared/contract/audit.ts'

/** Who does something, and by what. */
export interface Actor {
  readonly actorKind: ActorKind
  readonly actorId: string
  readonly actorName: string | null
  readonly tokenName: string | null
  readonly roles: readonly Role[]
}

/** Who changes something, and when, epoch ms. */
export interface Author {
  readonly by: string
  /** Id of the account: two can have one name. Left out or null: the endpoint itself, or its admin token. */
  readonly byAccount?: string | null
  readonly now: number
}

/** The endpoint, of its own accord. */
export const theEndpoint: Actor = {
  actorKind: 'endpoint',
  actorId: 'endpoint',
  actorName: null,
  tokenName: null,
  roles: [],
}

/** By which request. */
export interface Cause {
  readonly operation: string | null
  readonly requestId: string | null
  readonly address: string | null
}

/** What is done. */
export interface Deed {
  readonly action: AuditAction
  /** What it is done to, as `settings/calendar`. */
  readonly object?: string | null
  /** Ids of users. */
  readonly people?: readonly string[]
  readonly period?: { readonly from: number | null; readonly to: number | null }
  /** Without secrets, and without data of patients. Left out: nothing. */
  readonly before?: unknown
  readonly after?: unknown
}

/** An entry as it is stored. */
export interface StoredEntry extends Actor, Cause {
  readonly seq: number
  /** Epoch ms. */
  readonly at: number
  readonly action: AuditAction
  readonly object: string | null
  readonly people: readonly string[]
  readonly periodFrom: number | null
  readonly periodTo: number | null
  /** JSON. */
  readonly before: string | null
  readonly after: string | null
  /** SHA-256 in hex. */
  readonly previousHash: string
  readonly hash: string
}

/** What the first entry follows. */
export const NOTHING_BEFORE = '0'.repeat(64)

/** The hash of an entry: over all of it and its tenant, so that no other entry can stand in its place. */
export function hashOf(entry: Omit<StoredEntry, 'hash'>, tenantId: string): string {
  const { hash: _own, ...hashed } = entry as StoredEntry
  return createHash('sha256')
    .update(sortedJson({ format: 'touchledger audit entry 1', tenantId, ...hashed }))
    .digest('hex')
}

/** JSON as it is stored; null of nothing. */
export const jsonOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : sortedJson(value)
