import axios from 'axios'
import { HTTPS_NEEDED, isPrivateTransport } from '../../shared/contract/addresses.ts'

/** The fetch to send with: `net.fetch` in Electron (system proxy, PAC file and certificates), the global one in Node. */
export type Fetch = typeof globalThis.fetch

export type HttpAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly text: string
      readonly contentType: string
      readonly retryAfter: string | null
    }
  /** No complete answer: the request may have arrived. */
  | { readonly kind: 'failed'; readonly why: string }

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
}

export type Http = (request: HttpRequest) => Promise<HttpAnswer>

export interface HttpOptions {
  readonly fetch?: Fetch | undefined
  /** For the whole exchange, ms. */
  readonly timeoutMs?: number | undefined
}

/** A rule set of 5,000 rules is about 2 MB; no answer is larger. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** An error code that IT can look up, such as ECONNREFUSED or net::ERR_CERT_AUTHORITY_INVALID. Never an address or a body. */
const reasonOf = (error: unknown): string => {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const chromium = /net::ERR_[A-Z0-9_]+/.exec(at.message)?.[0]
    if (chromium !== undefined) return chromium
    const code: unknown = 'code' in at ? at.code : undefined
    if (typeof code === 'string' && !['ERR_NETWORK', 'ERR_BAD_REQUEST', 'ERR_BAD_RESPONSE'].includes(code)) return code
  }
  return 'network error'
}

/** One exchange over axios' fetch adapter. It follows no redirect, because a signed body must not go elsewhere. */
export const createHttp = ({ fetch = globalThis.fetch, timeoutMs = 30_000 }: HttpOptions = {}): Http => {
  const client = axios.create({
    adapter: 'fetch',
    env: { fetch },
    timeout: timeoutMs,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    withCredentials: false,
    responseType: 'text',
    validateStatus: () => true,
    // Bytes are sent untouched because the digest covers them; a schema checks the answer.
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
  })
  return async ({ method, url, headers, body }) => {
    // Also for an address that was kept before this was checked: nothing goes out in clear.
    if (!isPrivateTransport(url)) return { kind: 'failed', why: `the endpoint's address ${HTTPS_NEEDED}` }
    try {
      const response = await client.request<unknown>({ method, url, headers, ...(body === null ? {} : { data: body }) })
      return {
        kind: 'answer',
        status: response.status,
        text: typeof response.data === 'string' ? response.data : '',
        contentType: String(response.headers['content-type'] ?? ''),
        retryAfter: response.headers['retry-after'] === undefined ? null : String(response.headers['retry-after']),
      }
    } catch (error) {
      return { kind: 'failed', why: `the endpoint cannot be reached (${reasonOf(error)})` }
    }
  }
}

/** Joins the endpoint's address, which may have its own path, with a path. */
export const endpointPath = (endpointUrl: string, path: string): string => `${endpointUrl.replace(/\/+$/, '')}${path}`
