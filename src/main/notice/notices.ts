import { createHash } from 'node:crypto'
import { ClientProblem, type NoticeRead, type NoticeToRead, type Policy } from '../../shared/contract/index.ts'
import type { NoticeAcknowledgment } from '../../shared/contract/notice.ts'
import { isCovered, NOTICE_VERSION, noticeAsText, noticeText, termsOf } from '../../shared/notice/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'
import type { Setting } from '../journal/settings.ts'

/** The latest acknowledgments stay on the computer for this many. */
const KEEP = 20

/** The policy that a notice is of, with the version of the rules that it is part of. */
export interface PolicyInForce {
  readonly policy: Policy
  readonly rulesVersion: number
}

export interface NoticesOptions {
  readonly journal: Pick<Journal, 'settings'>
  readonly clock: Clock
  /** Acknowledges each notice at once, for whoever started the agent: `--accept-notice`. */
  readonly acceptAll: boolean
  /** Called after each acknowledgment. */
  readonly onAcknowledged: (acknowledgment: NoticeAcknowledgment) => void
}

/** The notice of what is recorded, and its acknowledgments on this computer. Nothing may be recorded while it is due. */
export class Notices {
  readonly #options: NoticesOptions
  #acceptAll: boolean
  /** Oldest first. */
  #kept: Setting<'notices'>

  constructor(options: NoticesOptions) {
    this.#options = options
    this.#acceptAll = options.acceptAll
    this.#kept = options.journal.settings.get('notices') ?? []
  }

  /** Whether the person has not acknowledged this version of the notice, or the policy records more than they know of. */
  due({ policy }: PolicyInForce): boolean {
    const latest = this.#kept.at(-1)
    if (latest === undefined || latest.acknowledgment.version !== NOTICE_VERSION) return true
    return !isCovered(termsOf(policy), latest.terms)
  }

  toRead(inForce: PolicyInForce): NoticeToRead {
    const text = noticeText(termsOf(inForce.policy), inForce.policy.privacy?.contact)
    const acknowledged = this.#kept.at(-1)?.acknowledgment ?? null
    const due = this.due(inForce)
    const { rulesVersion } = inForce
    return { text, textHash: hashOf(text), rulesVersion, due, changed: due && acknowledged !== null, acknowledged }
  }

  /**
   * Keeps that the person has read the notice.
   * @throws ClientProblem 409 `notice_changed` if what they read is no longer in force; journal errors
   */
  acknowledge(read: NoticeRead, inForce: PolicyInForce): void {
    const { text, textHash } = this.toRead(inForce)
    if (read.version !== text.version || read.textHash !== textHash) {
      throw new ClientProblem({
        code: 'notice_changed',
        status: 409,
        detail: 'The notice has changed since you opened it. Please read the new one.',
      })
    }
    this.#keep(inForce, textHash, 'read')
  }

  /** From now on each notice is acknowledged at once, as by `--accept-notice`. @throws journal errors */
  acceptAll(inForce?: PolicyInForce): void {
    this.#acceptAll = true
    if (inForce) this.follow(inForce)
  }

  /** To be called when a policy comes into force. @throws journal errors */
  follow(inForce: PolicyInForce): void {
    if (this.#acceptAll && this.due(inForce)) this.#keep(inForce, this.toRead(inForce).textHash, 'command_line')
  }

  /** Acknowledgments that the endpoint does not have yet, oldest first. */
  unsent(): readonly NoticeAcknowledgment[] {
    return this.#kept.filter(({ sent }) => !sent).map(({ acknowledgment }) => acknowledgment)
  }

  /** @throws journal errors */
  markSent(acknowledgment: NoticeAcknowledgment): void {
    this.#store(this.#kept.map((kept) => (kept.acknowledgment === acknowledgment ? { ...kept, sent: true } : kept)))
  }

  /** Stores the acknowledgments in a new journal. @throws journal errors */
  keep(): void {
    this.#store(this.#kept)
  }

  #keep({ policy, rulesVersion }: PolicyInForce, textHash: string, how: NoticeAcknowledgment['how']): void {
    const acknowledgedAt = this.#options.clock.now()
    const acknowledgment = { version: NOTICE_VERSION, textHash, rulesVersion, acknowledgedAt, how }
    this.#store([...this.#kept, { acknowledgment, terms: termsOf(policy), sent: false }].slice(-KEEP))
    this.#options.onAcknowledged(acknowledgment)
  }

  /** What cannot be stored does not count. */
  #store(kept: Setting<'notices'>): void {
    this.#options.journal.settings.set('notices', kept)
    this.#kept = kept
  }
}

const hashOf = (text: NoticeToRead['text']): string => createHash('sha256').update(noticeAsText(text)).digest('hex')
