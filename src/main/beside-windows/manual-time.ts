import { randomUUID } from 'node:crypto'
import { normaliseReference } from '../../shared/classify/index.ts'
import type { Tokenizer } from '../../shared/classify/index.ts'
import { ClientProblem } from '../../shared/contract/index.ts'
import type { EpochMs, Naming, ManualTimeRecord, Span } from '../../shared/contract/index.ts'
import { latestNamed, latestRevisions, namingFault } from '../../shared/manual-time/index.ts'
import type { Interval, NamingFault } from '../../shared/manual-time/index.ts'
import type { Journal } from '../journal/journal.ts'

/** Within the time that the journal keeps every span, and every revision of a stretch: see `prune`. */
const NAME_WITHIN_MS = 6 * 86_400_000

export interface ManualTimeOptions {
  readonly journal: Journal
  /** Recorded and not yet in the journal's records. */
  readonly open: () => readonly Span[]
  readonly tokenOf: Tokenizer
  /** Up to where it is known whether somebody was at the desk. */
  readonly knownTo: () => EpochMs
}

/** What the biller names themselves: journalled like everything else, never mixed with what was captured. */
export class ManualTime {
  readonly #options: ManualTimeOptions

  constructor(options: ManualTimeOptions) {
    this.#options = options
  }

  /** The stretches as they are now, by start. */
  named(): ManualTimeRecord[] {
    return latestNamed(this.#options.journal.manualTimeRecords())
  }

  /**
   * Names a stretch, or changes one.
   * @throws ClientProblem when it is no gap, or the reference none; JournalFull and other journal errors
   */
  name({ id, kind, from, to, reference }: Naming): void {
    const before = id === undefined ? null : this.#standing(id)
    const stretch = { startedAt: from, endedAt: to }
    const fault = namingFault(stretch, {
      captured: this.#captured(stretch),
      named: this.named().filter(({ manualTimeId }) => manualTimeId !== id),
      ...this.known(),
    })
    if (fault !== null) throw problem(fault, sentences[fault])
    const { journal } = this.#options
    journal.write((tx) =>
      tx.append({
        kind: 'manual_time',
        manualTimeId: id ?? randomUUID(),
        revision: (before?.revision ?? 0) + 1,
        manualTimeKind: kind,
        ...stretch,
        claimToken: reference === undefined ? (before?.claimToken ?? null) : this.#tokenOf(reference),
        withdrawn: false,
      }),
    )
  }

  /** Takes a stretch back. @throws ClientProblem when there is none of that id */
  withdraw(id: string): void {
    const { seq: _seq, ...before } = this.#standing(id)
    this.#options.journal.write((tx) => tx.append({ ...before, revision: before.revision + 1, withdrawn: true }))
  }

  #standing(id: string): ManualTimeRecord {
    const latest = latestRevisions(this.#options.journal.manualTimeRecords()).get(id)
    if (latest === undefined || latest.withdrawn)
      throw problem('unknown_stretch', 'There is no such named stretch any more.')
    if (latest.startedAt < this.known().knownFrom) throw problem('too_early', sentences.too_early)
    return latest
  }

  /** The clear text goes no further than this. */
  #tokenOf(reference: string | null): string | null {
    if (reference === null) return null
    const normal = normaliseReference(reference)
    if (normal === null) throw problem('no_reference', 'A claim number has letters or digits.', '/reference')
    return this.#options.tokenOf(normal)
  }

  /** Between what instants a stretch may be named. */
  known(): { readonly knownFrom: EpochMs; readonly knownTo: EpochMs } {
    const { journal, knownTo } = this.#options
    const to = knownTo()
    return { knownFrom: Math.max(to - NAME_WITHIN_MS, journal.settings.get('gap')?.foundAt ?? 0), knownTo: to }
  }

  #captured({ startedAt, endedAt }: Interval): Interval[] {
    const { journal, open } = this.#options
    const recorded = journal.recordsBetween(startedAt, endedAt).filter((record) => record.kind === 'span')
    return [...recorded, ...open()].filter(({ presence }) => presence === 'active')
  }
}

const sentences: Readonly<Record<NamingFault, string>> = {
  empty: 'The end is not after the start.',
  too_long: 'That is longer than twelve hours.',
  too_early: 'What was captured so long ago is not known any more on this computer.',
  ahead: 'That has not passed yet.',
  captured: 'Work at this computer was recorded in that time. Only time without it can be named.',
  named_already: 'Part of that time has a name already.',
}

const problem = (code: string, detail: string, pointer?: string) =>
  new ClientProblem({ code, status: 409, detail, errors: pointer === undefined ? [] : [{ pointer, detail }] })
