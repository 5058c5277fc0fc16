import { join } from 'node:path'
import type { LookedAtRow } from '../shared/contract/audit.ts'
import type { AgentStatus, Leaving, Page, UnclassifiedWeek } from '../shared/contract/index.ts'
import type { Connectivity } from './connectivity/connectivity.ts'
import { noticeDelivery } from './notice/deliver-notices.ts'
import type { RecordingContext } from './recording-context.ts'
import type { RulesInForce } from './rules/rules-in-force.ts'
import { healthOf, versionFact, versionNumbersOf } from './support/health-of.ts'
import { axiosTransport } from './sync/axios-transport.ts'
import { delivery } from './sync/delivery.ts'
import { exchangeable, type Wire } from './sync/exchangeable.ts'
import { healthReport, type HealthReport } from './sync/health-report.ts'
import type { Identity } from './sync/identity-store.ts'
import { realSleep } from './sync/interruptible-sleep.ts'
import { keyRotation } from './sync/key-rotation.ts'
import { startSync, type Sync, type SyncStatus } from './sync/sync.ts'
import { watched } from './sync/watched.ts'
import { startUpdates, type Updates } from './updates/updates.ts'
import type { UnclassifiedWindows } from './unclassified/unclassified-windows.ts'

/** Longest wait for the last delivery: the app must exit within a second. */
const LAST_DELIVERY_MS = 500

/** What has something to send, or is told of an answer. */
export interface SendingParts {
  readonly rules: RulesInForce
  readonly unclassified: UnclassifiedWindows
  readonly weekly: {
    readonly unsent: () => readonly UnclassifiedWeek[]
    readonly markSent: (week: UnclassifiedWeek) => void
  }
  readonly connectivity: Connectivity
  /** The device has another identity or key from now on. */
  readonly onIdentity: (identity: Identity) => void
}

/** What an enrolled device sends to its endpoint and asks of it: records, health, acknowledgments, offers, weekly counts, rules and its next key. */
export class Sending {
  #identity: Identity
  readonly #context: RecordingContext
  readonly #onIdentity: SendingParts['onIdentity']
  readonly #wire: Wire
  readonly #exchange: (next: Wire) => void
  readonly #health: HealthReport
  readonly #sync: Sync
  readonly #updates: Updates | null
  readonly #unsubscribe: () => void
  readonly #ended = new AbortController()

  constructor(context: RecordingContext, stored: Identity, parts: SendingParts) {
    const { options, journal, events, faults, notices, changed } = context
    const { power, clock, log } = options
    const { rules, unclassified, weekly, connectivity } = parts
    const { guard } = faults
    const ended = this.#ended.signal
    this.#context = context
    this.#onIdentity = parts.onIdentity
    this.#identity = this.#at(stored)
    const { wire, exchange } = exchangeable(this.#transportOf(this.#identity))
    this.#wire = wire
    this.#exchange = exchange
    const health = healthReport({
      health: () => healthOf(context.status()),
      send: (report) => wire.sendHealth(report),
      now: () => clock.now(),
    })
    this.#health = health
    this.#unsubscribe = power.subscribe((event) => {
      // Not awaited: nothing may delay the sleep of a computer.
      if (event === 'suspend') void health.leave('suspend')
    })
    const deliverOffers = delivery({
      unsent: () => unclassified.unsent(),
      send: (window) => wire.sendOffer(window),
      markSent: (window) => unclassified.markSent(window),
      guard,
      ended,
    })
    const deliverWeeks = delivery({
      ...weekly,
      send: (week) => wire.sendWeek(week),
      guard,
      ended,
    })
    const deliverNotices = noticeDelivery({ notices, sink: wire, signer: () => this.identity, guard, ended })
    const rotation = keyRotation({
      identity: () => this.#identity,
      store: context.store,
      send: (signer, change) => this.#transportOf(signer).sendKey(change),
      now: () => clock.now(),
      onKey: (rotated) => {
        // The key is on disk: the next start goes on with it.
        if (ended.aborted) return
        events.note('key_changed')
        this.become(rotated)
      },
    })
    const { updates } = options
    this.#updates =
      updates === undefined
        ? null
        : startUpdates(
            { ...updates, version: options.agentVersion, folder: join(options.dataDirectory, 'updates') },
            wire,
            ({ state, version }) => {
              if (ended.aborted) return
              const fact = versionFact(version ?? '')
              if (state === 'ready') events.note('update_ready', fact)
              if (state === 'failed') events.note('update_failed', fact)
              changed()
              void health.contact()
            },
          )
    this.#sync = startSync({
      journal,
      transport: watched(wire, ({ kind }) =>
        guard(() => connectivity.contact(kind === 'retry' ? 'failed' : 'reached')),
      ),
      everyMs: options.syncEveryMs ?? rules.compiled.ruleSet.policy.syncEveryMs,
      retry: options.retry,
      rulesVersion: () => rules.newestVersion,
      onRules: (fresh) => rules.offer(fresh),
      onState: (state) => {
        faults.syncChanged(state)
        changed()
        if (state.hold?.code === 'bad_signature') void rotation.refused()
        if (state.hold) context.held(state.hold.code)
      },
      onAck: ({ rulesVersion }) => {
        rules.heard(rulesVersion)
        // Recording may be paused: then nothing else passes by.
        rules.settle()
        void health.contact()
        void deliverNotices()
        void deliverOffers()
        void rotation.contact()
        void deliverWeeks()
      },
      onFork: () => {
        events.note('new_generation')
        log('warn', 'the endpoint has other records for this journal (a copied profile?): a new generation starts')
      },
      clock,
    })
  }

  get identity(): Identity {
    return this.#identity
  }

  /** Goes on as another device of the same person, or with another key: it enrolled again. What is held here is sent as that one. */
  become(stored: Identity): void {
    this.#identity = this.#at(stored)
    this.#onIdentity(this.#identity)
    this.#exchange(this.#transportOf(this.#identity))
    void this.#sync.flush()
  }

  /** Where the agent is with its own version. */
  updateStatus(): Pick<AgentStatus, 'update'> {
    return this.#updates === null ? {} : { update: this.#updates.status() }
  }

  status(): SyncStatus {
    return this.#sync.status()
  }

  /** @throws ClientProblem without an answer of the endpoint */
  lookedAt(cursor: string | undefined): Promise<Page<LookedAtRow>> {
    return this.#wire.fetchLooks(cursor)
  }

  /** Sends what waits now. Never rejects. */
  flush(): void {
    void this.#sync.flush()
  }

  setEveryMs(everyMs: number): void {
    this.#sync.setEveryMs(everyMs)
  }

  /** Delivers the last records, and says goodbye, if that is quick. Otherwise they wait in the journal for the next start. */
  async end(leaving: Leaving): Promise<void> {
    this.#unsubscribe()
    // Not awaited: what it has begun is whole or is begun again by the next start.
    void this.#updates?.stop()
    const enough = new AbortController()
    const last = this.#sync.flush().then(() => this.#health.leave(leaving))
    await Promise.race([last, realSleep(this.#context.options.lastDeliveryMs ?? LAST_DELIVERY_MS, enough.signal)])
    enough.abort()
    await this.#sync.stop()
    this.#ended.abort()
  }

  /** The endpoint may have moved since. */
  #at(stored: Identity): Identity {
    return { ...stored, endpointUrl: this.#context.options.endpointUrl ?? stored.endpointUrl }
  }

  #transportOf(identity: Identity) {
    const { fetch, clock, agentVersion } = this.#context.options
    return axiosTransport({ ...identity, fetch, clock, agentVersion: versionNumbersOf(agentVersion) ?? undefined })
  }
}
