import { z } from 'zod'
import { ClientProblem, ruleSetSchema, teamReads, teamWrites } from '../../shared/contract/index.ts'
import { requestOf } from '../../shared/contract/routes/route.ts'
import type { TeamClient } from '../../shared/contract/index.ts'

const timeoutMs = 30_000

export interface EndpointAccess {
  /** Asked at each call: the device may enrol after the app has started. */
  readonly endpointUrl: () => string
  readonly token: string
  readonly fetch: typeof globalThis.fetch
}

/**
 * The endpoint's team view, asked by main on behalf of a window: windows have no network, and the token never reaches them.
 * Every method throws ClientProblem.
 */
export const endpointTeamClient = (access: EndpointAccess): TeamClient => {
  // What it answers is the endpoint's word to the same version's screens; its shape is the contract both are built from.
  const call = async <Answer>(route: { method: string; path: string }, params: object, body: unknown) => {
    const { path, ...request } = requestOf(route, { ...params }, body)
    const answer = await ask(access, path, request)
    return (route.path === '/v1/rules' ? ruleSetOf(answer) : answer) as Answer
  }
  return {
    read: (name, params) => call(teamReads[name], params, null),
    write: (name, params, body) => call(teamWrites[name], params, body),
  }
}

const ruleSetOf = (answer: unknown) => {
  const parsed = ruleSetSchema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ClientProblem({
    code: 'failed',
    status: 502,
    detail: 'The endpoint answered rules this version cannot read.',
  })
}

const ask = async (
  access: EndpointAccess,
  path: string,
  request: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
): Promise<unknown> => {
  const base = access.endpointUrl()
  if (base === '')
    throw new ClientProblem({ code: 'not_enrolled', status: 0, detail: 'This computer has no endpoint yet.' })
  let response: Response
  try {
    response = await access.fetch(`${base.replace(/\/+$/, '')}${path}`, {
      ...request,
      headers: { ...request.headers, accept: 'application/json', authorization: `Bearer ${access.token}` },
      cache: 'no-store',
      // The token is for this endpoint, not for whoever it points to.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new ClientProblem({ code: 'unreachable', status: 0, detail: 'The endpoint does not answer.' })
  }
  const text = await response.text().catch(() => '')
  const answer = jsonOf(text)
  if (!response.ok) throw problemOf(response.status, answer)
  // 204 and the like answer nothing at all.
  if (answer === null && text !== '')
    throw new ClientProblem({ code: 'failed', status: 502, detail: 'The endpoint answered no JSON.' })
  return answer
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const problemSchema = z.object({
  code: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})

const problemOf = (status: number, answer: unknown): ClientProblem => {
  const { code, detail, errors } = problemSchema.safeParse(answer).data ?? {}
  return new ClientProblem({
    code: code ?? codeOf(status),
    status,
    detail: detail ?? `The endpoint answered ${status}.`,
    ...(errors && { errors }),
  })
}

const codeOf = (status: number): string => {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  return status === 409 || status === 412 ? 'conflict' : 'failed'
}
