import { type NoticeSigner, signAcknowledgment } from '../../host/notice-signature.ts'
import type { NoticeSink } from '../sync/transport.ts'
import type { Notices } from './notices.ts'

/**
 * Delivers acknowledgments of the notice, signed by the device. The returned function is to be called whenever the endpoint was reached; it never
 * rejects. What the endpoint does not take is tried again at the next call.
 */
export function noticeDelivery(options: {
  readonly notices: Notices
  readonly sink: NoticeSink
  /** As it is now: its key changes. */
  readonly signer: () => NoticeSigner & { readonly privateKey: string }
  /** Runs journal work that may fail: what cannot be marked as sent is sent again. */
  readonly guard: (work: () => void) => void
}): () => Promise<void> {
  const { notices, sink, signer, guard } = options
  let delivering = false
  return async () => {
    if (delivering) return
    delivering = true
    try {
      for (const acknowledgment of notices.unsent()) {
        const signature = signAcknowledgment(acknowledgment, signer(), signer().privateKey)
        if (!(await sink.sendAcknowledgment({ ...acknowledgment, signature }))) return
        guard(() => notices.markSent(acknowledgment))
      }
    } finally {
      delivering = false
    }
  }
}
