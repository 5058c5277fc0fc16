import { createHmac } from 'node:crypto'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { AlertingSettings } from '../../shared/contract/settings.ts'
import { DeliveryFailed } from '../delivery/delivery-failed.ts'

export type WebhookTarget = Pick<AlertingSettings['webhooks'][number], 'url' | 'secret'>

/**
 * `webhook-signature` by the Standard Webhooks specification: HMAC-SHA-256 of id, Unix seconds and body, joined by dots. A secret with the
 * prefix `whsec_` is the key in base64; any other is the key itself.
 */
export function webhookSignature(secret: string, id: string, seconds: number, body: string): string {
  const prefix = 'whsec_'
  const key = secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : secret
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/**
 * Posts a message; any 2xx confirms it. An admin may configure an address inside the own network, so addresses are not restricted. But
 * redirects fail, only the status of the response is read, and there is a time limit.
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
    throw new DeliveryFailed(textOf(error, timeoutMs))
  }
  await response.body?.cancel()
  if (response.ok) return
  const redirected = response.status >= 300 && response.status < 400
  throw new DeliveryFailed(`responded ${response.status}${redirected ? '; redirects are not followed' : ''}`)
}

/** The reason of a failed request, without its address. */
function textOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'no response'
  if (error.name === 'TimeoutError') return `no response within ${timeoutMs / 1000} s`
  const cause = error.cause
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? `no connection (${cause.code})`
    : 'no response'
}
