import {
  type Batch,
  type BatchAck,
  type DeviceRecord,
  type EpochMs,
  type RuleSet,
  SCHEMA_VERSION,
} from '../../shared/contract/index.ts'
import type { Journal } from '../journal/journal.ts'
import { afterAck, afterRefusal, afterTooLarge, afterFailure, type BatchSize, fullSize } from './batch-size.ts'
import { createInterruptibleSleep, realSleep, type Sleep } from './interruptible-sleep.ts'
import { type RetryPolicy, retrying } from './retrying.ts'
import type { RulesSource, SendResult, Transport } from './transport.ts'

export interface SyncStatus {
  /** When the endpoint last acknowledged anything, be it an empty batch. */
  readonly lastSyncAt: EpochMs | null
  /** Records not yet acknowledged. */
  readonly backlog: number
  /** Records the endpoint refused for good; kept in the journal and never sent again. */
  readonly quarantined: number
  /** The endpoint takes nothing from this device until a person does something. */
  readonly hold: { readonly code: string; readonly why: string } | null
  /** Sending fails and is tried again; since when, and why the last time. */
  readonly failure: { readonly why: string; readonly since: EpochMs } | null
  /** This computer's clock minus the endpoint's at the last acknowledgement, ms. */
  readonly skewMs: number | null
}

export interface SyncOptions {
  readonly journal: Pick<
    Journal,
    'generation' | 'waiting' | 'counts' | 'acknowledge' | 'newGeneration' | 'syncToDisk' | 'settings'
  >
  /** Undecorated: retrying is added here. */
  readonly transport: Transport & Partial<RulesSource>
  /** Time between two looks at the outbox, ms (the policy's `syncEveryMs`); spread by a tenth either way. */
  readonly everyMs: number
  /**
   * An empty batch is sent when there was no contact for this long, so that rules arrive and the device is seen. Default: a minute, or `everyMs` if
   * that is longer.
   */
  readonly heartbeatEveryMs?: number | undefined
  /** Time between two tries while the endpoint holds this device off. */
  readonly holdMs?: number | undefined
  readonly retry?: RetryPolicy | undefined
  /** Version of the rule set in force; another one in an acknowledgement makes the rules be fetched. */
  readonly rulesVersion?: (() => number) | undefined
  readonly onRules?: ((rules: RuleSet) => void) | undefined
  readonly onAck?: ((ack: BatchAck, batch: Batch) => void) | undefined
  readonly onState?: ((status: SyncStatus) => void) | undefined
  /** The journal was found to be a copy of another's; it now sends under this generation. */
  readonly onFork?: ((generation: string) => void) | undefined
  readonly clock?: { now(): EpochMs } | undefined
  readonly sleep?: Sleep | undefined
  readonly random?: (() => number) | undefined
}

export interface Sync {
  status(): SyncStatus
  setEveryMs(everyMs: number): void
  /**
   * Sends now, also while waiting after a failure. Resolves when what waits at the call was tried: `status` says with
   * what success.
   */
  flush(): Promise<SyncStatus>
  /** Ends after the request under way, whose acknowledgement is still recorded. */
  stop(): Promise<void>
}

/** Time between two looks at the outbox at most, while somebody looks at the team panel, ms. */
const WATCHED_EVERY_MS = 10_000

/** What a batch led to: go on at once, rest until the next look, or rest longer because the endpoint wants nothing. */
type Next = 'again' | 'rest' | 'held'

/** Sends the journal's outbox in order of seq until `stop`. No failure ends it. */
export const startSync = (options: SyncOptions): Sync => {
  const { journal, transport, holdMs = 300_000, random = Math.random } = options
  const now = () => options.clock?.now() ?? Date.now()
  const wait = createInterruptibleSleep(options.sleep ?? realSleep)
  const stopping = new AbortController()
  let everyMs = options.everyMs
  let watched = false
  const paceMs = () => (watched ? Math.min(everyMs, WATCHED_EVERY_MS) : everyMs)
  const heartbeatEveryMs = () => options.heartbeatEveryMs ?? Math.max(60_000, paceMs())
  let size: BatchSize = fullSize
  /** New generations begun since the last acknowledgement. */
  let forksInARow = 0
  let lastContactAt: EpochMs | null = null
  let rulesTried: { version: number; at: EpochMs } | null = null
  let state: Omit<SyncStatus, 'backlog' | 'quarantined'> = {
    lastSyncAt: journal.settings.get('lastAck')?.at ?? null,
    hold: null,
    failure: null,
    skewMs: null,
  }
  /** Callers of `flush`: those not yet looked at, and those the try under way answers. */
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
  /** When the journal itself fails, it may not even say how much waits. The state is there for whoever asks later. */
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

  const batchOf = (records: readonly DeviceRecord[]): Batch => ({
    schemaVersion: SCHEMA_VERSION,
    generation: journal.generation,
    sentAt: now(),
    records,
  })

  const refreshRules = async (version: number): Promise<void> => {
    if (options.rulesVersion === undefined || transport.fetchRules === undefined) return
    if (version === options.rulesVersion()) return
    // A version the agent cannot use must not be fetched with every batch of a long drain.
    if (rulesTried?.version === version && Math.abs(now() - rulesTried.at) < heartbeatEveryMs()) return
    rulesTried = { version, at: now() }
    const result = await transport.fetchRules()
    if (result.kind === 'rules') options.onRules?.(result.rules)
    else fail(result.why)
  }

  /** Records what the endpoint said about `batch`; true when something came of it. */
  const record = async (ack: BatchAck, batch: Batch): Promise<boolean> => {
    // The journal was replaced while this batch was under way: its seqs are other records now.
    if (batch.generation !== journal.generation) return true
    const seqs = batch.records.map(({ seq }) => seq)
    const sent = new Set(seqs)
    const rejected = ack.rejected
      .filter(({ seq }) => sent.has(seq))
      .map(({ seq, code, detail }) => ({ seq, code, detail: detail.slice(0, 300) }))
    // An endpoint that acknowledges more than it was sent is not believed.
    const through = Math.min(ack.ackedThrough, seqs.at(-1) ?? 0)
    journal.acknowledge({ through, rejected, durableThrough: ack.durableThrough })
    const at = now()
    journal.settings.set('lastAck', { at, ack })
    lastContactAt = at
    watched = ack.watched ?? false
    forksInARow = 0
    size = afterAck(size)
    become({ lastSyncAt: at, hold: null, failure: null, skewMs: at - ack.serverTime })
    options.onAck?.(ack, batch)
    await refreshRules(ack.rulesVersion)
    return seqs.length === 0 || rejected.length > 0 || through >= (seqs[0] ?? 0)
  }

  /**
   * One record alone was refused. When the endpoint takes an empty batch and refuses the record once more, it is this
   * record it cannot take, and that one is set aside so that the others get through; else nothing is wrong with the
   * record.
   */
  const examine = async (suspect: DeviceRecord, refusal: Extract<SendResult, { kind: 'refused' }>): Promise<Next> => {
    const probe = batchOf([])
    const result = await wire.send(probe, stopping.signal)
    if (result.kind === 'retry') return 'rest'
    if (result.kind !== 'acked') return hold(refusal.code, refusal.why)
    await record(result.ack, probe)
    return sendOne([suspect], true)
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
        if (records.length <= 1) return hold('too_large', 'the way to the endpoint does not take even one record')
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
        journal.acknowledge({ through: 0, rejected: [{ seq: first.seq, code: result.code, detail: result.why }] })
        become({})
        return 'again'
      }
      case 'fork':
        // What a clone and its original have in common is acknowledged under the generation they share, or it would be
        // counted twice: only the first record that differs begins a new generation.
        if (records.length > 1) {
          size = afterRefusal(size, records.length)
          return 'again'
        }
        forksInARow += 1
        if (forksInARow > 1) return hold('fork', 'the endpoint takes this journal for a copy, again and again')
        options.onFork?.(journal.newGeneration())
        return 'again'
    }
  }

  const heartbeatDue = (): boolean => lastContactAt === null || Math.abs(now() - lastContactAt) >= heartbeatEveryMs()

  /** Sends until nothing waits. */
  const drain = async (): Promise<Next> => {
    const asked = asking.length > 0
    adoptAsking()
    for (let first = true; !stopping.signal.aborted; first = false) {
      const records = journal.waiting(size.limit)
      if (records.length === 0 && !(first && (asked || heartbeatDue()))) return 'rest'
      // A seq the endpoint may know must survive a power cut here, or it would be given to another record.
      if (records.length > 0) journal.syncToDisk()
      const next = await sendOne(records)
      if (next !== 'again') return next
    }
    return 'rest'
  }

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let next: Next = 'rest'
      try {
        next = await drain()
      } catch (error) {
        // The journal failed (a full disk, say) or a callback did. What was sent is sent again and changes nothing
        // there.
        state = { ...state, failure: { why: error instanceof Error ? error.message : 'unknown error', since: now() } }
        reportState()
      }
      answer()
      const restMs = next === 'held' ? holdMs : paceMs()
      await wait.sleep(Math.round(restMs * (0.9 + 0.2 * random())), stopping.signal)
    }
    adoptAsking()
    answer()
  }
  // Not before the caller has what this function returns: a callback may use it.
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
