import {
  type Batch,
  type BatchAck,
  type DeviceRecord,
  type EpochMs,
  SCHEMA_VERSION,
} from '../../shared/contract/index.ts'
import type { Journal } from '../journal/journal.ts'
import { asSent } from './as-sent.ts'
import { afterAck, afterRefusal, afterTooLarge, afterFailure, type BatchSize, fullSize } from './batch-size.ts'
import { createInterruptibleSleep, realSleep, type Sleep } from './interruptible-sleep.ts'
import { LIVE_EVERY_MS, maySendSooner, type SoonerRequests, withSooner } from './live-pace.ts'
import { type RetryPolicy, retrying, spread } from './retrying.ts'
import type { RulesSource, SendResult, Transport } from './transport.ts'

export interface SyncStatus {
  /** Time of the endpoint's last acknowledgment, also of an empty batch. */
  readonly lastSyncAt: EpochMs | null
  /** Records not yet acknowledged. */
  readonly backlog: number
  /** Records that the endpoint refused for good. They stay in the journal and are never sent again. */
  readonly quarantined: number
  /** The endpoint accepts nothing from this device until a person acts. */
  readonly hold: { readonly code: string; readonly why: string } | null
  /** Sending fails and is retried: the latest reason, and since when. */
  readonly failure: { readonly why: string; readonly since: EpochMs } | null
  /** This computer's clock minus the endpoint's at the last acknowledgment, ms. */
  readonly skewMs: number | null
}

export interface SyncOptions {
  readonly journal: Pick<
    Journal,
    | 'generation'
    | 'removals'
    | 'waiting'
    | 'oldestHeld'
    | 'beginsAt'
    | 'counts'
    | 'acknowledge'
    | 'newGeneration'
    | 'syncToDisk'
    | 'settings'
  >
  /** Without retries: those are added here. */
  readonly transport: Transport & Partial<RulesSource>
  /** Time between two checks of the outbox, ms (the policy's `syncEveryMs`), with 10% jitter. */
  readonly everyMs: number
  /**
   * After this long without contact an empty batch is sent, so that rules arrive and the device stays visible. Default: a minute,
   * or `everyMs` if longer.
   */
  readonly heartbeatEveryMs?: number | undefined
  /** Time between two attempts while sending is on hold. */
  readonly holdMs?: number | undefined
  readonly retry?: RetryPolicy | undefined
  /** Version of the rules in force. A different one in an acknowledgment triggers a fetch. */
  readonly rulesVersion?: (() => number) | undefined
  /** Gets them as they were received. */
  readonly onRules?: ((rules: unknown) => void) | undefined
  readonly onAck?: ((ack: BatchAck, batch: Batch) => void) | undefined
  readonly onState?: ((status: SyncStatus) => void) | undefined
  /** The journal was found to be a copy; it now sends under this generation. */
  readonly onFork?: ((generation: string) => void) | undefined
  readonly clock?: { now(): EpochMs } | undefined
  readonly sleep?: Sleep | undefined
  readonly random?: (() => number) | undefined
}

export interface Sync {
  status(): SyncStatus
  setEveryMs(everyMs: number): void
  /** Sends now, even while waiting after a failure. Resolves when the records waiting at the call were tried; `status` has the outcome. */
  flush(): Promise<SyncStatus>
  /** Ends after the request in progress; its acknowledgment is still recorded. */
  stop(): Promise<void>
}

const REST_SPREAD = 0.1

/** The next step after a batch: continue at once, wait for the next check, or wait longer because sending is on hold. */
type Next = 'again' | 'rest' | 'held'

/** Sends the journal's outbox in order of seq until `stop`. No failure ends it. */
export const startSync = (options: SyncOptions): Sync => {
  const { journal, transport, holdMs = 300_000, random = Math.random } = options
  const now = () => options.clock?.now() ?? Date.now()
  const wait = createInterruptibleSleep(options.sleep ?? realSleep)
  const stopping = new AbortController()
  let everyMs = options.everyMs
  /** Somebody looks at this person on the team panel, as of the last acknowledgment. */
  let watched = false
  let sooner: SoonerRequests = journal.settings.get('soonerRequests') ?? []
  const heartbeatEveryMs = () => options.heartbeatEveryMs ?? Math.max(60_000, everyMs)
  let size: BatchSize = fullSize
  /** New generations since the last acknowledgment. */
  let forksInARow = 0
  let lastContactAt: EpochMs | null = null
  let rulesTried: { version: number; at: EpochMs } | null = null
  let state: Omit<SyncStatus, 'backlog' | 'quarantined'> = {
    lastSyncAt: journal.settings.get('lastAck')?.at ?? null,
    hold: null,
    failure: null,
    skewMs: null,
  }
  /** Callers of `flush`: those not yet picked up, and those that the current attempt resolves. */
  let asking: (() => void)[] = []
  let answering: (() => void)[] = []

  const status = (): SyncStatus => {
    const { waiting, quarantined } = journal.counts()
    return { ...state, backlog: waiting, quarantined }
  }
  const become = (change: Partial<typeof state>): void => {
    state = { ...state, ...change }
    options.onState?.(status())
  }
  /** If the journal fails, even the backlog cannot be counted. The state is still available later. */
  const reportState = (): void => {
    try {
      options.onState?.(status())
    } catch {
      return
    }
  }
  const fail = (why: string): void => become({ failure: { why, since: state.failure?.since ?? now() } })
  const hold = (code: string, why: string): Next => {
    become({ hold: { code, why }, failure: null })
    return 'held'
  }
  const adoptAsking = (): void => {
    answering = [...answering, ...asking]
    asking = []
  }
  const answer = (): void => {
    for (const resolve of answering) resolve()
    answering = []
  }

  const wire = retrying(
    {
      send(batch) {
        adoptAsking()
        return transport.send(batch)
      },
    },
    {
      policy: options.retry,
      sleep: wait.sleep,
      random,
      now,
      onRetry({ why }) {
        size = afterFailure(size)
        fail(why)
        answer()
      },
    },
  )

  const removalsAt = new WeakMap<Batch, number>()
  const batchOf = (records: Batch['records']): Batch => {
    const batch = {
      schemaVersion: SCHEMA_VERSION,
      generation: journal.generation,
      sentAt: now(),
      oldestHeld: journal.oldestHeld(),
      beginsAt: journal.beginsAt(),
      records,
    }
    removalsAt.set(batch, journal.removals)
    return batch
  }

  const refreshRules = async (version: number): Promise<void> => {
    if (options.rulesVersion === undefined || transport.fetchRules === undefined) return
    if (version === options.rulesVersion()) return
    // A version that the agent cannot use must not be fetched with every batch of a long drain.
    if (rulesTried?.version === version && Math.abs(now() - rulesTried.at) < heartbeatEveryMs()) return
    rulesTried = { version, at: now() }
    const result = await transport.fetchRules()
    if (result.kind === 'rules') options.onRules?.(result.rules)
    else fail(result.why)
  }

  /** Records the acknowledgment of `batch`. Returns whether it made progress. */
  const record = async (ack: BatchAck, batch: Batch): Promise<boolean> => {
    // The journal was replaced while this batch was in progress: its seqs now belong to other records.
    if (batch.generation !== journal.generation) return true
    // Something in it may have been taken out meanwhile: all of it is sent again, as it is now.
    if (removalsAt.get(batch) !== journal.removals) return true
    const seqs = batch.records.map(({ seq }) => seq)
    const sent = new Set(seqs)
    const rejected = ack.rejected
      .filter(({ seq }) => sent.has(seq))
      .map(({ seq, code, detail }) => ({ seq, code, detail: detail.slice(0, 300) }))
    // An acknowledgment cannot exceed what was sent.
    const through = Math.min(ack.ackedThrough, seqs.at(-1) ?? 0)
    const { storedThrough, durableThrough } = ack
    journal.acknowledge({ at: ack.serverTime, through, rejected, storedThrough, durableThrough })
    const at = now()
    journal.settings.set('lastAck', { at, ack })
    lastContactAt = at
    if (watched) journal.settings.set('soonerRequests', [...sooner])
    watched = ack.watched ?? false
    forksInARow = 0
    size = afterAck(size)
    become({ lastSyncAt: at, hold: null, failure: null, skewMs: at - ack.serverTime })
    options.onAck?.(ack, batch)
    await refreshRules(ack.rulesVersion)
    return seqs.length === 0 || rejected.length > 0 || through >= (seqs[0] ?? 0)
  }

  /**
   * A single record was refused. If the endpoint accepts an empty batch and refuses the record again, the record is quarantined so
   * that the others get through. Otherwise sending goes on hold.
   */
  const examine = async (suspect: DeviceRecord, refusal: Extract<SendResult, { kind: 'refused' }>): Promise<Next> => {
    const probe = batchOf([])
    const result = await wire.send(probe, stopping.signal)
    if (result.kind === 'retry') return 'rest'
    if (result.kind !== 'acked') return hold(refusal.code, refusal.why)
    await record(result.ack, probe)
    return sendOne([suspect], true)
  }

  /** Quarantines a record. Only its seq is sent, which the endpoint refuses: without it the endpoint would wait for the record forever. */
  const setAside = async (seq: number, refusal: Extract<SendResult, { kind: 'refused' }>): Promise<Next> => {
    const withheld = batchOf([{ seq }])
    const result = await wire.send(withheld, stopping.signal)
    if (result.kind === 'retry') return 'rest'
    journal.acknowledge({ through: 0, rejected: [{ seq, code: refusal.code, detail: refusal.why }] })
    if (result.kind === 'acked') await record(result.ack, withheld)
    else become({})
    return 'again'
  }

  const sendOne = async (records: readonly DeviceRecord[], suspected = false): Promise<Next> => {
    const batch = batchOf(records)
    const result = await wire.send(batch, stopping.signal)
    switch (result.kind) {
      case 'acked': {
        const full = suspected || records.length >= size.limit
        if (await record(result.ack, batch)) return full ? 'again' : 'rest'
        fail('the endpoint acknowledged nothing of a batch')
        return 'rest'
      }
      case 'retry':
        return 'rest'
      case 'hold':
        return hold(result.code, result.why)
      case 'too_large':
        if (records.length <= 1)
          return hold('too_large', 'a proxy or the endpoint rejects even a single record as too large')
        size = afterTooLarge(size, records.length)
        return 'again'
      case 'refused': {
        const [first] = records
        if (first === undefined) return hold(result.code, result.why)
        if (records.length > 1) {
          size = afterRefusal(size, records.length)
          return 'again'
        }
        if (!suspected) return examine(first, result)
        return setAside(first.seq, result)
      }
      case 'fork':
        // Records that a clone shares with its original are acknowledged under the shared generation, or they would be counted
        // twice. Only the first different record starts a new generation.
        if (records.length > 1) {
          size = afterRefusal(size, records.length)
          return 'again'
        }
        forksInARow += 1
        if (forksInARow > 1) return hold('fork', 'the endpoint keeps reporting this journal as a copy')
        options.onFork?.(journal.newGeneration())
        return 'again'
    }
  }

  const heartbeatDue = (): boolean => lastContactAt === null || Math.abs(now() - lastContactAt) >= heartbeatEveryMs()

  /** Sends until nothing waits. @param live the check comes sooner than at the quiet pace */
  const drain = async (live: boolean): Promise<Next> => {
    const asked = asking.length > 0
    adoptAsking()
    for (let first = true; !stopping.signal.aborted; first = false) {
      const records = journal.waiting(size.limit).map(asSent)
      if (records.length === 0 && !(first && (asked || heartbeatDue()))) return 'rest'
      if (live && first && !asked) sooner = withSooner(sooner, now())
      // A seq known to the endpoint must survive a power cut, or it would be reused for another record.
      if (records.length > 0) journal.syncToDisk()
      const next = await sendOne(records)
      if (next !== 'again') return next
    }
    return 'rest'
  }

  const run = async (): Promise<void> => {
    let live = false
    while (!stopping.signal.aborted) {
      let next: Next = 'rest'
      try {
        next = await drain(live)
      } catch (error) {
        // The journal (a full disk, for example) or a callback failed. Sending the same records again is harmless.
        state = { ...state, failure: { why: error instanceof Error ? error.message : 'unknown error', since: now() } }
        reportState()
      }
      answer()
      live = next !== 'held' && watched && maySendSooner(sooner, everyMs, now())
      const restMs = next === 'held' ? holdMs : live ? LIVE_EVERY_MS : everyMs
      await wait.sleep(spread(restMs, REST_SPREAD, random()), stopping.signal)
    }
    adoptAsking()
    answer()
  }
  // Deferred, because a callback may use this function's return value.
  const running = Promise.resolve().then(run)

  return {
    status,
    setEveryMs(changed) {
      everyMs = changed
      wait.wake()
    },
    async flush() {
      if (!stopping.signal.aborted) {
        const answered = new Promise<void>((resolve) => asking.push(resolve))
        wait.wake()
        await answered
      }
      return status()
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}
