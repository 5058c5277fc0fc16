import { ClientProblem, type TeamClient } from '../../shared/contract/clients.ts'
import {
  type ReadAnswer,
  type ReadParams,
  type TeamRead,
  teamReads,
  teamRequest,
  type TeamWrite,
  teamWrites,
  type WriteAnswer,
  type WriteBody,
  type WriteParams,
} from '../../shared/contract/team-calls.ts'
import type { SessionToken } from './session-token.ts'

/** The endpoint, asked by a browser from the endpoint's own origin. Every method throws ClientProblem. */
export class HttpTeamClient implements TeamClient {
  readonly #token: Pick<SessionToken, 'get' | 'refuse'>
  readonly #fetch: typeof fetch

  constructor(token: Pick<SessionToken, 'get' | 'refuse'>, fetchFunction: typeof fetch) {
    this.#token = token
    this.#fetch = fetchFunction
  }

  read<Name extends TeamRead>(name: Name, params: ReadParams<Name>): Promise<ReadAnswer<Name>> {
    const { path, ...request } = teamRequest(teamReads[name], params, null)
    return this.ask(path, request)
  }
  write<Name extends TeamWrite>(
    name: Name,
    params: WriteParams<Name>,
    body: WriteBody<Name>,
  ): Promise<WriteAnswer<Name>> {
    const { path, ...request } = teamRequest(teamWrites[name], params, body)
    return this.ask(path, request)
  }

  /** One request of the endpoint, by an address of this app's own making. */
  async ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const token = this.#token.get()
    const headers = new Headers(init.headers)
    headers.set('accept', 'application/json')
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    let response: Response
    try {
      response = await this.#fetch(path, { ...init, headers, cache: 'no-store' })
    } catch {
      throw new ClientProblem({ code: 'unreachable', status: 0, detail: 'The endpoint does not answer.' })
    }
    if (response.status === 401) this.#token.refuse()
    if (!response.ok) throw await problemOf(response)
    // 204 and the like answer nothing.
    const text = await response.text()
    return (text === '' ? null : JSON.parse(text)) as Answer
  }
}

/** What a failed response says, whether or not it is a well-formed problem document. */
async function problemOf(response: Response): Promise<ClientProblem> {
  const body: unknown = await response.json().catch(() => null)
  const said = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const errors = Array.isArray(said['errors']) ? said['errors'] : []
  return new ClientProblem({
    code: typeof said['code'] === 'string' ? said['code'] : codeOf(response.status),
    status: response.status,
    detail: typeof said['detail'] === 'string' ? said['detail'] : `The endpoint answered ${response.status}.`,
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
