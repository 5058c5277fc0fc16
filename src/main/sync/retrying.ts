import type { SendResult, Transport } from './transport.ts'

export interface RetryPolicy {
  /** Longest wait before the second attempt, ms; doubles with each attempt. */
  readonly baseMs: number
  /** Longest wait, ms. */
  readonly capMs: number
}
export const defaultRetryPolicy: RetryPolicy = { baseMs: 1000, capMs: 300_000 }

export interface RetryOptions {
  readonly policy?: RetryPolicy | undefined
  /** Waits; ends early, without an error, when `signal` aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** In [0, 1). */
  readonly random?: (() => number) | undefined
  /** For `sentAt`, which is set at each attempt. */
  readonly now?: (() => number) | undefined
  readonly onRetry?: ((failure: Extract<SendResult, { kind: 'retry' }>, delayMs: number) => void) | undefined
}

/**
 * Wait after failure number `attempt` (from 0): exponential with full jitter, so that a fleet does not return at one instant. At
 * least the time the endpoint asked for.
 */
export const retryDelayMs = (attempt: number, afterMs: number | null, random: number, policy: RetryPolicy): number =>
  Math.round((afterMs ?? 0) + random * Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 40)))

/** `ms` give or take up to `share` of it, so that many agents do not ask in step. @param share in [0, 1] @param random in [0, 1) */
export const spread = (ms: number, share: number, random: number): number =>
  Math.round(ms * (1 - share + 2 * share * random))

/** Sends until the result is not `retry`. With an aborted `signal` it returns the last `retry`. */
export const retrying = (transport: Transport, options: RetryOptions): Transport => {
  const { policy = defaultRetryPolicy, sleep, random = Math.random, now = Date.now, onRetry } = options
  return {
    async send(batch, signal) {
      for (let attempt = 0; ; attempt++) {
        const result = await transport.send({ ...batch, sentAt: now() }, signal)
        if (result.kind !== 'retry' || signal?.aborted) return result
        const delayMs = retryDelayMs(attempt, result.afterMs, random(), policy)
        onRetry?.(result, delayMs)
        await sleep(delayMs, signal)
        if (signal?.aborted) return result
      }
    },
  }
}
