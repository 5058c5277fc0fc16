import { randomUUID } from 'node:crypto'
import { normalizeReference, type Tokenizer } from '../../shared/classify/index.ts'
import {
  ClientProblem,
  type DeviceRecord,
  type EpochMs,
  type Interval,
  type ManualTimeRecord,
  type MyDay,
  type Naming,
  type Span,
} from '../../shared/contract/index.ts'
import {
  coveredMs,
  gapsOf,
  latestManualTime,
  latestRevisions,
  manualTimeFault,
  type ManualTimeFault,
} from '../../shared/manual-time/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'
import { endpointTakes } from '../sync/endpoint-takes.ts'
import { DAY_MS } from '../../shared/time.ts'

/** Within the time that the journal keeps every span and every manual time revision: see `prune`. */
const ENTER_WITHIN_MS = 6 * DAY_MS

export interface ManualTimeOptions {
  readonly journal: Journal
  readonly clock: Clock
  readonly tokenOf: Tokenizer
  /** Spans that are recorded but not yet in the journal's records. */
  readonly open: () => readonly Span[]
  /** Instant of the last observation; null while recording is paused. */
  readonly lastCaptureAt: () => EpochMs | null
}

export type ManualTimeOfDay = Pick<MyDay, 'manualTime' | 'manualMs' | 'gaps' | 'nameable'>
export const noManualTime: ManualTimeOfDay = { manualTime: [], manualMs: 0, gaps: [], nameable: false }

/** Time the biller enters by hand. It has its own record kind and is never added to captured time. */
export class ManualTime {
  readonly #options: ManualTimeOptions

  constructor(options: ManualTimeOptions) {
    this.#options = options
  }

  /**
   * Adds an entry, or changes one.
   * @throws ClientProblem when the time is not free or the claim number is not valid; JournalFull and other journal errors
   */
  save({ id, kind, from, to, reference }: Naming): void {
    this.#assertTaken()
    const before = id === undefined ? null : this.#existing(id)
    const interval = { startedAt: from, endedAt: to }
    const fault = manualTimeFault(interval, {
      captured: this.#captured(interval),
      named: this.#entries().filter(({ manualTimeId }) => manualTimeId !== id),
      ...this.#known(),
    })
    if (fault !== null) throw problem(fault, sentences[fault])
    this.#options.journal.write((tx) =>
      tx.append({
        kind: 'manual_time',
        manualTimeId: id ?? randomUUID(),
        revision: (before?.revision ?? 0) + 1,
        manualTimeKind: kind,
        ...interval,
        claimToken: reference === undefined ? (before?.claimToken ?? null) : this.#tokenOf(reference),
        withdrawn: false,
      }),
    )
  }

  /** Removes an entry. @throws ClientProblem when it does not exist; journal errors */
  withdraw(id: string): void {
    this.#assertTaken()
    const { seq: _seq, ...before } = this.#existing(id)
    this.#options.journal.write((tx) => tx.append({ ...before, revision: before.revision + 1, withdrawn: true }))
  }

  /** @param records the journal's records that overlap `[from, to)` */
  day(from: EpochMs, to: EpochMs, records: readonly DeviceRecord[]): ManualTimeOfDay {
    const { journal, clock, open } = this.#options
    const { knownFrom, knownTo } = this.#known()
    const whole = { startedAt: Math.max(from, knownFrom), endedAt: Math.min(to, Math.max(from, knownTo)) }
    const entries = this.#entries().filter(({ startedAt, endedAt }) => startedAt < to && endedAt > from)
    const nameable = endpointTakes(journal, 'manual_time')
    const spans = [...records.filter((record) => record.kind === 'span'), ...open()]
    return {
      manualTime: entries.map(({ manualTimeId: id, manualTimeKind: kind, startedAt, endedAt, claimToken }) => ({
        id,
        kind,
        startedAt,
        endedAt,
        claimToken,
      })),
      manualMs: coveredMs({ startedAt: from, endedAt: to }, entries),
      gaps: nameable ? gapsOf(whole, spans, entries, clock.now() < to) : [],
      nameable,
    }
  }

  /** By start. */
  #entries(): ManualTimeRecord[] {
    return latestManualTime(this.#options.journal.manualTimeRecords())
  }

  #assertTaken(): void {
    if (endpointTakes(this.#options.journal, 'manual_time')) return
    throw problem(
      'not_taken',
      'The endpoint does not accept manual time: it is older than this app, or has not answered yet.',
    )
  }

  #existing(id: string): ManualTimeRecord {
    const latest = latestRevisions(this.#options.journal.manualTimeRecords()).get(id)
    if (latest === undefined || latest.withdrawn)
      throw problem('unknown_manual_time', 'This manual time no longer exists.')
    if (latest.startedAt < this.#known().knownFrom) throw problem('too_early', sentences.too_early)
    return latest
  }

  /** The clear text of a claim number is not used past this point. */
  #tokenOf(reference: string | null): string | null {
    if (reference === null) return null
    const normal = normalizeReference(reference)
    if (normal === null)
      throw problem('no_reference', 'Enter a claim number with at least one letter or digit.', '/reference')
    return this.#options.tokenOf(normal)
  }

  /** The period in which the agent still has every captured span. */
  #known(): { readonly knownFrom: EpochMs; readonly knownTo: EpochMs } {
    const { journal, clock, lastCaptureAt } = this.#options
    const to = lastCaptureAt() ?? clock.now()
    return { knownFrom: Math.max(to - ENTER_WITHIN_MS, journal.settings.get('gap')?.foundAt ?? 0), knownTo: to }
  }

  #captured({ startedAt, endedAt }: Interval): Interval[] {
    const { journal, open } = this.#options
    const recorded = journal.recordsBetween(startedAt, endedAt).filter((record) => record.kind === 'span')
    return [...recorded, ...open()].filter(({ presence }) => presence === 'active')
  }
}

const sentences: Readonly<Record<ManualTimeFault, string>> = {
  empty: 'The end time must be after the start time.',
  too_long: 'Manual time cannot be longer than 12 hours.',
  too_early: 'This computer no longer has the recorded time for that day.',
  ahead: 'That time has not passed yet.',
  captured:
    'Work on this computer was recorded during that time. Manual time can only cover time without recorded work.',
  named_already: 'Part of that time already has manual time.',
}

const problem = (code: string, detail: string, pointer?: string) =>
  new ClientProblem({ code, status: 409, detail, errors: pointer === undefined ? [] : [{ pointer, detail }] })
