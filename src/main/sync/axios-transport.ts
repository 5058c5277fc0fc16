import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { interpretAnswer, parseJson, problemOf } from './answers.ts'
import { createHttp, endpointPath, type HttpAnswer, type HttpOptions } from './http.ts'
import { type DeviceKey, requestSigner } from './signing.ts'
import { AGENT_VERSION_HEADER } from '../../shared/contract/ingest.ts'
import { isPrivateTransport } from '../../shared/contract/addresses.ts'
import { updateAnswer } from '../../shared/contract/releases.ts'
import type { Wire } from './exchangeable.ts'
import { looksOf, looksPath } from './looks.ts'
import type { KeySink } from './transport.ts'

const compress = promisify(gzip)

export interface AxiosTransportOptions extends DeviceKey, HttpOptions {
  readonly endpointUrl: string
  /** Told with each request. */
  readonly agentVersion?: string | undefined
  readonly clock?: { now(): number } | undefined
}

/**
 * The endpoint over HTTP: gzip, Content-Digest, device signature. It signs by the endpoint's clock where known, so that a computer
 * with a wrong clock can deliver.
 */
export const axiosTransport = (options: AxiosTransportOptions): Wire & KeySink => {
  const now = () => options.clock?.now() ?? Date.now()
  const http = createHttp(options)
  const sign = requestSigner(options)
  /** Endpoint's clock minus this computer's, ms. */
  let offsetMs = 0

  const exchange = async (method: 'GET' | 'POST', path: string, body: Uint8Array | null): Promise<HttpAnswer> => {
    const url = endpointPath(options.endpointUrl, path)
    const headers: Record<string, string> = {
      ...(options.agentVersion !== undefined && { [AGENT_VERSION_HEADER]: options.agentVersion }),
      ...(body !== null && { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
    }
    const attempt = async () =>
      http({ method, url, headers: { ...headers, ...(await sign({ method, url, body }, now() + offsetMs)) }, body })
    const answer = await attempt()
    const problem = answer.kind === 'answer' && answer.status === 401 ? problemOf(answer) : null
    if (problem?.code !== 'clock_skew' || problem.serverTime === undefined) return answer
    offsetMs = problem.serverTime - now()
    return attempt()
  }

  /** Whether it was accepted. */
  const post = async (path: string, body: object): Promise<boolean> => {
    const answer = await exchange('POST', path, await compress(JSON.stringify(body)))
    return answer.kind === 'answer' && answer.status >= 200 && answer.status < 300
  }

  return {
    async send(batch) {
      const answer = await exchange('POST', '/v1/batches', await compress(JSON.stringify(batch)))
      const result = interpretAnswer(answer, now())
      if (result.kind === 'acked') offsetMs = result.ack.serverTime - now()
      return result
    },
    sendHealth: (health) => post('/v1/health', health),
    sendOffer: (window) => post('/v1/device/offers', window),
    sendWeek: (week) => post('/v1/device/unclassified-weeks', week),
    sendAcknowledgment: (signed) => post('/v1/device/notice', signed),
    fetchLooks: async (cursor) => looksOf(await exchange('GET', looksPath(cursor), null)),
    async sendKey(change) {
      const answer = await exchange('POST', '/v1/device/key', await compress(JSON.stringify(change)))
      if (answer.kind === 'failed') return 'unavailable'
      if (answer.status >= 200 && answer.status < 300) return 'changed'
      const code = problemOf(answer)?.code
      return code === 'bad_signature' ? 'refused' : code === 'known_key' ? 'taken' : 'unavailable'
    },
    async fetchUpdate(version) {
      const answer = await exchange('GET', `/v1/device/update?version=${encodeURIComponent(version)}`, null)
      // An endpoint from before updates.
      if (answer.kind === 'answer' && answer.status === 404) return null
      if (answer.kind === 'failed' || answer.status !== 200) throw new Error('no answer')
      return updateAnswer.parse(parseJson(answer.text)).update
    },
    async fetchReleaseFile(version, name, from, signal) {
      const path = `/v1/releases/${encodeURIComponent(version)}/files/${encodeURIComponent(name)}`
      const url = endpointPath(options.endpointUrl, path)
      if (!isPrivateTransport(url)) throw new Error('not in clear')
      const signed = await sign({ method: 'GET', url, body: null }, now() + offsetMs)
      const range = from > 0 ? { range: `bytes=${from}-` } : {}
      // Not by axios: a file is not held in memory, and may take longer than any other answer.
      const fetchFile = options.fetch ?? globalThis.fetch
      return fetchFile(url, { headers: { ...range, ...signed }, redirect: 'error', signal })
    },
    async fetchRules() {
      const answer = await exchange('GET', '/v1/rules', null)
      if (answer.kind === 'failed') return { kind: 'unavailable', why: answer.why }
      if (answer.status !== 200)
        return { kind: 'unavailable', why: `the endpoint answered with status ${answer.status}` }
      const rules = parseJson(answer.text)
      return rules === undefined
        ? { kind: 'unavailable', why: 'the answer did not come from the endpoint' }
        : { kind: 'rules', rules }
    },
  }
}
