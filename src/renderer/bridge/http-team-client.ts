import {
  ClientProblem,
  type HiddenRowsQuery,
  type RowsQuery,
  type SliceQuery,
  type SpanRowsQuery,
  type TeamClient,
} from '../../shared/contract/clients.ts'
import type { HiddenWorkRow, Page, PanelAnswer, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import type { SessionToken } from './session-token.ts'

/** The endpoint, asked by a browser from the endpoint's own origin. Every method throws ClientProblem. */
export class HttpTeamClient implements TeamClient {
  readonly #token: Pick<SessionToken, 'get' | 'refuse'>
  readonly #fetch: typeof fetch

  constructor(token: Pick<SessionToken, 'get' | 'refuse'>, fetchFunction: typeof fetch) {
    this.#token = token
    this.#fetch = fetchFunction
  }

  panel(query: SliceQuery): Promise<PanelAnswer> {
    return this.#get('/v1/panel', { ...query })
  }
  spans(query: SpanRowsQuery): Promise<Page<SpanRow>> {
    return this.#get('/v1/spans', { ...query })
  }
  touches(query: RowsQuery): Promise<Page<TouchRow>> {
    return this.#get('/v1/touches', { ...query })
  }
  hiddenWork(query: HiddenRowsQuery): Promise<Page<HiddenWorkRow>> {
    return this.#get('/v1/hidden-work', { ...query })
  }
  rules(): Promise<RuleSet> {
    return this.#get('/v1/rules', {})
  }
  publishRules(rules: RuleSet, baseVersion: number): Promise<RuleSet> {
    return this.#ask('/v1/rules', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': `"${baseVersion}"` },
      body: JSON.stringify(rules),
    })
  }

  #get<Answer>(path: string, query: Record<string, string | number | undefined>): Promise<Answer> {
    const params = new URLSearchParams()
    // An empty value is kept: `payer=` asks for "no payer named".
    for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value))
    const search = params.toString()
    return this.#ask(search ? `${path}?${search}` : path, {})
  }

  async #ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
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
    return (await response.json()) as Answer
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
