import { randomUUID } from 'node:crypto'
import {
  type AnnotationRecord,
  type AnnotationRequest,
  ClientProblem,
  type DeviceRecord,
  type EpochMs,
  type Interval,
  LONGEST_ANNOTATED_MS,
  type MyDay,
  noteSchema,
  type Span,
} from '../../shared/contract/index.ts'
import { latestRevisionsBy } from '../../shared/revisions.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'
import { endpointTakes } from '../sync/endpoint-takes.ts'
import { DAY_MS } from '../../shared/time.ts'

/** Within the time that the journal keeps every record: see `prune`. */
const SAY_WITHIN_MS = 6 * DAY_MS

export interface AnnotationsOptions {
  readonly journal: Journal
  readonly clock: Clock
  /** Spans that are recorded but not yet in the journal's records. */
  readonly open: () => readonly Span[]
}

/** Notes and disputes of the biller. Each has its own record kind and changes nothing else. */
export class Annotations {
  readonly #options: AnnotationsOptions

  constructor(options: AnnotationsOptions) {
    this.#options = options
  }

  /** Adds one, or changes what one says. @throws ClientProblem when its text or time is not allowed; journal errors */
  save({ id, from, to, claimToken, dispute, note, proposedActivity, nameProgram }: AnnotationRequest): void {
    this.#assertTaken()
    const before = id === undefined ? null : this.#existing(id)
    const about = before ?? { startedAt: from, endedAt: to, claimToken }
    if (before === null) this.#check(about)
    const said = note === null || note.trim() === '' ? null : noteOf(note)
    if (said === null && dispute === null) throw problem('empty', 'Write a note, or say what is wrong.', '/note')
    const { activity, ruleId, app } = this.#recorded(about)
    this.#options.journal.write((tx) =>
      tx.append({
        kind: 'annotation',
        annotationId: id ?? randomUUID(),
        revision: (before?.revision ?? 0) + 1,
        ...{ startedAt: about.startedAt, endedAt: about.endedAt, claimToken: about.claimToken },
        ...{ dispute, note: said, activity, ruleId },
        proposedActivity: dispute === 'wrong_activity' ? proposedActivity : null,
        program: nameProgram ? app : null,
        withdrawn: false,
      }),
    )
  }

  /** What it said is not in the revision that withdraws it. @throws ClientProblem when it does not exist; journal errors */
  withdraw(id: string): void {
    this.#assertTaken()
    const { seq: _seq, ...before } = this.#existing(id)
    const nothing = { dispute: null, note: null, proposedActivity: null, program: null }
    this.#options.journal.write((tx) =>
      tx.append({ ...before, ...nothing, revision: before.revision + 1, withdrawn: true }),
    )
  }

  /** @param records the journal's records that overlap `[from, to)` */
  day(from: EpochMs, to: EpochMs, records: readonly DeviceRecord[]): Pick<MyDay, 'annotations' | 'annotatable'> {
    const latest = latestRevisionsBy(
      records.filter((record) => record.kind === 'annotation'),
      ({ annotationId }) => annotationId,
    )
    const shown = [...latest.values()].filter(
      ({ withdrawn, startedAt }) => !withdrawn && startedAt >= from && startedAt < to,
    )
    return {
      annotations: shown
        .toSorted((one, other) => one.startedAt - other.startedAt)
        .map(({ annotationId: id, startedAt, endedAt, claimToken, ...said }) => ({
          ...{ id, startedAt, endedAt, claimToken, dispute: said.dispute, note: said.note },
          ...{ activity: said.activity, proposedActivity: said.proposedActivity, program: said.program },
        })),
      annotatable: endpointTakes(this.#options.journal, 'annotation'),
    }
  }

  #assertTaken(): void {
    if (endpointTakes(this.#options.journal, 'annotation')) return
    throw problem(
      'not_taken',
      'The endpoint does not accept notes: it is older than this app, or has not answered yet.',
    )
  }

  #existing(id: string): AnnotationRecord {
    const latest = latestRevisionsBy(this.#options.journal.annotationRecords(), ({ annotationId }) => annotationId).get(
      id,
    )
    if (latest === undefined || latest.withdrawn) throw problem('unknown_annotation', 'This note no longer exists.')
    return latest
  }

  #check({ startedAt, endedAt }: Interval): void {
    const { journal, clock } = this.#options
    if (endedAt <= startedAt) throw problem('empty_time', 'The end time must be after the start time.')
    if (endedAt - startedAt > LONGEST_ANNOTATED_MS) throw problem('too_long', 'A note is about 24 hours at most.')
    if (endedAt > clock.now()) throw problem('future', 'The end time must not be in the future.')
    if (startedAt < clock.now() - SAY_WITHIN_MS)
      throw problem('too_early', 'This computer no longer has every record of that day.')
    const records = journal.recordsBetween(startedAt, endedAt)
    if (records.some(({ kind }) => kind === 'private_time'))
      throw problem('private', 'You marked that time private: nothing is recorded of it.')
  }

  /** What had most of the active time. */
  #recorded({ startedAt, endedAt }: Interval): Pick<Span, 'activity' | 'ruleId' | 'app'> {
    const { journal, open } = this.#options
    const records = journal.recordsBetween(startedAt, endedAt).filter((record) => record.kind === 'span')
    const msOf = new Map<string, number>()
    let longest: Pick<Span, 'activity' | 'ruleId' | 'app'> = { activity: null, ruleId: null, app: null }
    let most = 0
    for (const span of [...records, ...open()]) {
      if (span.presence !== 'active') continue
      const key = JSON.stringify([span.activity, span.ruleId, span.app])
      const inside = Math.min(span.endedAt, endedAt) - Math.max(span.startedAt, startedAt)
      const ms = (msOf.get(key) ?? 0) + Math.max(0, inside)
      msOf.set(key, ms)
      if (ms <= most) continue
      most = ms
      longest = span
    }
    return longest
  }
}

function noteOf(text: string): string {
  const parsed = noteSchema.safeParse(text)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw problem('bad_note', issue?.code === 'too_big' ? 'The note is too long.' : (issue?.message ?? ''), '/note')
}

const problem = (code: string, detail: string, pointer?: string) =>
  new ClientProblem({ code, status: 409, detail, errors: pointer === undefined ? [] : [{ pointer, detail }] })
