import { createHmac } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import axios from 'axios'
import { isPrivateTransport } from '../../shared/contract/addresses.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { AlertingSettings } from '../../shared/contract/settings.ts'
import { DeliveryFailed } from '../delivery/delivery-failed.ts'
import { guardedLookup, isForbiddenLiteral, NotReachable, type Networks } from '../delivery/networks.ts'

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

export interface WebhookSending {
  readonly now: EpochMs
  readonly timeoutMs: number
  readonly stop: AbortSignal
  /** Networks of its own that the operator allows; public addresses always are. */
  readonly networks: Networks
}

/** Whoever sets a webhook is told of its receiver no more than a status: else this endpoint would tell which ports of a network are open. */
const NO_ANSWER = 'no answer'
const FORBIDDEN = 'its address is in a private network that the operator has not allowed (--webhook-networks)'

/**
 * Posts a message; any 2xx confirms it. It goes over https (or to this machine), to the address that was looked up and checked; redirects fail, only
 * the status of the response is read, and there is a time limit.
 * @throws DeliveryFailed
 */
export async function sendWebhook(
  { url, secret }: WebhookTarget,
  { id, body }: { readonly id: string; readonly body: string },
  { now, timeoutMs, stop, networks }: WebhookSending,
): Promise<void> {
  if (!isPrivateTransport(url)) throw new DeliveryFailed('its address does not begin with https://')
  if (isForbiddenLiteral(new URL(url).hostname, networks)) throw new DeliveryFailed(FORBIDDEN)
  const seconds = Math.floor(now / 1000)
  const agent = { lookup: guardedLookup(networks) }
  const response = await axios
    .post<Readable>(url, body, {
      adapter: 'http',
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
      maxRedirects: 0,
      // A proxy would look the name up itself.
      proxy: false,
      responseType: 'stream',
      validateStatus: () => true,
      transformRequest: (data: string) => data,
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'TouchLedger',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': webhookSignature(secret, id, seconds, body),
      },
    })
    .catch((error: unknown) => {
      throw new DeliveryFailed(isNotReachable(error) ? FORBIDDEN : NO_ANSWER)
    })
  response.data.destroy()
  if (response.status >= 200 && response.status < 300) return
  const redirected = response.status >= 300 && response.status < 400
  throw new DeliveryFailed(`responded ${response.status}${redirected ? '; redirects are not followed' : ''}`)
}

const isNotReachable = (error: unknown): boolean =>
  error instanceof NotReachable || (error instanceof Error && error.cause !== undefined && isNotReachable(error.cause))
