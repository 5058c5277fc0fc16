import { createHmac } from 'node:crypto'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { DeliveryFailed } from './delivery-failed.ts'

/** Where a webhook is posted to. */
export interface WebhookTarget {
  readonly url: string
  readonly secret: string
}

/**
 * `webhook-signature` by the Standard Webhooks specification: HMAC-SHA-256 of id, Unix seconds and body with dots between. A secret that
 * begins with `whsec_` is the key in base64; any other is the key itself.
 */
export function webhookSignature(secret: string, id: string, seconds: number, body: string): string {
  const prefix = 'whsec_'
  const key = secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : secret
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/**
 * Posts a message; any 2xx is its receipt. Admins name the address, which may well be inside their own network, so it is not judged by
 * where it leads; but a receiver cannot send us on (redirects fail), nothing it answers but its status is read, and it has a time limit.
 * @throws DeliveryFailed
 */
export async function sendWebhook(
  target: WebhookTarget,
  message: { readonly id: string; readonly body: string },
  { now, timeoutMs, stop }: { readonly now: EpochMs; readonly timeoutMs: number; readonly stop: AbortSignal },
): Promise<void> {
  const seconds = Math.floor(now / 1000)
  let response: Response
  try {
    response = await fetch(target.url, {
      method: 'POST',
      body: message.body,
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'TouchLedger',
        'webhook-id': message.id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': webhookSignature(target.secret, message.id, seconds, message.body),
      },
    })
  } catch (error) {
    throw new DeliveryFailed(wordsFor(error, timeoutMs))
  }
  await response.body?.cancel()
  if (response.ok) return
  const redirected = response.status >= 300 && response.status < 400
  throw new DeliveryFailed(`answered ${response.status}${redirected ? '; redirects are not followed' : ''}`)
}

/** The reasons of a failed request that say something, without its address. */
function wordsFor(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'no answer'
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  const cause = error.cause
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? `no connection (${cause.code})`
    : 'no answer'
}
