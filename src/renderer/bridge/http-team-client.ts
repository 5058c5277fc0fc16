import { ClientProblem } from '../../shared/contract/clients.ts'
import { requestOf } from '../../shared/contract/routes/route.ts'
import {
  type ReadAnswer,
  type ReadParams,
  readRequest,
  type TeamRead,
  type TeamWrite,
  teamWrites,
  type WriteAnswer,
  type WriteBody,
  type WriteParams,
} from '../../shared/contract/team-calls.ts'
import { translator } from '../text/translator.ts'
import type { SessionToken } from './session-token.ts'
import type { CancellableTeamClient } from './team-reader.ts'

const t = translator('problem')

/** The API as a browser on the endpoint's own origin calls it. Every method throws ClientProblem. */
export class HttpTeamClient implements CancellableTeamClient {
  readonly #token: Pick<SessionToken, 'headers' | 'refuse' | 'get'>
  readonly #fetch: typeof fetch
  readonly #prefix: string

  /** @param prefix of the tenant's addresses, as `/t/north`; '' at the root */
  constructor(token: Pick<SessionToken, 'headers' | 'refuse' | 'get'>, fetchFunction: typeof fetch, prefix: string) {
    this.#token = token
    this.#fetch = fetchFunction
    this.#prefix = prefix
  }

  read<Name extends TeamRead>(name: Name, params: ReadParams<Name>, signal?: AbortSignal): Promise<ReadAnswer<Name>> {
    const { path, ...request } = readRequest(name, params)
    return this.ask(path, { ...request, ...(signal && { signal }) })
  }
  write<Name extends TeamWrite>(
    name: Name,
    params: WriteParams<Name>,
    body: WriteBody<Name>,
  ): Promise<WriteAnswer<Name>> {
    const { path, ...request } = requestOf(teamWrites[name], { ...params }, body)
    return this.ask(path, request)
  }

  /** One request; `path` is always built by this app. */
  async ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const response = await this.#answerOf(path, init)
    // A 204 has no body.
    const text = await response.text()
    return (text === '' ? null : JSON.parse(text)) as Answer
  }

  /** A file. */
  async blob(path: string): Promise<Blob> {
    return (await this.#answerOf(path, {})).blob()
  }

  async #answerOf(path: string, init: RequestInit): Promise<Response> {
    const asked = this.#token.get()
    const headers = new Headers(init.headers)
    headers.set('accept', 'application/json')
    for (const [name, value] of Object.entries(this.#token.headers())) headers.set(name, value)
    let response: Response
    try {
      response = await this.#fetch(this.#prefix + path, { ...init, headers, cache: 'no-store' })
    } catch (error) {
      if (init.signal?.aborted) throw error
      throw new ClientProblem({ code: 'unreachable', status: 0, detail: t('unreachable') })
    }
    // Somebody else may have signed in meanwhile, and of nobody it is the answer to signing in.
    if (response.status === 401 && asked !== null && asked === this.#token.get()) this.#token.refuse()
    if (!response.ok) throw await problemOf(response)
    return response
  }
}

/** The problem of a failed response, which may not be a well-formed problem document. */
async function problemOf(response: Response): Promise<ClientProblem> {
  const body: unknown = await response.json().catch(() => null)
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const errors = Array.isArray(document['errors']) ? document['errors'] : []
  return new ClientProblem({
    code: typeof document['code'] === 'string' ? document['code'] : codeOf(response.status),
    status: response.status,
    detail:
      typeof document['detail'] === 'string'
        ? document['detail']
        : t('serverStatus', { status: String(response.status) }),
    errors: errors.flatMap((error: unknown) => {
      if (typeof error !== 'object' || error === null) return []
      const { pointer, detail } = error as Record<string, unknown>
      return typeof pointer === 'string' && typeof detail === 'string' ? [{ pointer, detail }] : []
    }),
  })
}

function codeOf(status: number): string {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 409 || status === 412) return 'conflict'
  return 'failed'
}
