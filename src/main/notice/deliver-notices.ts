import { type NoticeSigner, signAcknowledgment } from '../../host/notice-signature.ts'
import { delivery } from '../sync/delivery.ts'
import type { NoticeSink } from '../sync/transport.ts'
import type { Notices } from './notices.ts'

/** Delivers acknowledgments of the notice, signed by the device, as `delivery` does. */
export function noticeDelivery(options: {
  readonly notices: Notices
  readonly sink: NoticeSink
  /** As it is now: its key changes. */
  readonly signer: () => NoticeSigner & { readonly privateKey: string }
  readonly guard: (work: () => void) => void
  readonly ended: AbortSignal
}): () => Promise<void> {
  const { notices, sink, signer, guard, ended } = options
  return delivery({
    unsent: () => notices.unsent(),
    send: (acknowledgment) => {
      const signature = signAcknowledgment(acknowledgment, signer(), signer().privateKey)
      return sink.sendAcknowledgment({ ...acknowledgment, signature })
    },
    markSent: (acknowledgment) => notices.markSent(acknowledgment),
    guard,
    ended,
  })
}
