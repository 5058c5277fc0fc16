import { z } from 'zod'
import {
  ClientProblem,
  type FileParams,
  fileRequest,
  readRequest,
  ruleSetSchema,
  type TeamClient,
  type TeamFile,
  teamWrites,
} from '../../shared/contract/index.ts'
import { HTTPS_NEEDED, isPrivateTransport } from '../../shared/contract/addresses.ts'
import { requestOf, type RouteRequest } from '../../shared/contract/routes/route.ts'

const timeoutMs = 30_000

export interface EndpointAccess {
  /** Read at each call: the device may enroll after the app has started. */
  readonly endpointUrl: () => string
  readonly token: string
  readonly fetch: typeof globalThis.fetch
}

/** Loads files that the endpoint makes. @throws ClientProblem */
export interface FileClient {
  file<Name extends TeamFile>(name: Name, params: FileParams<Name>): Promise<Buffer>
}

/**
 * Calls the endpoint's team routes from the main process: windows have no network, and the token never reaches them. Every method
 * throws ClientProblem.
 */
export const endpointTeamClient = (access: EndpointAccess): TeamClient & FileClient => {
  // Not validated again: screens and endpoint are built from the same contract.
  const call = async <Answer>(request: RouteRequest) => {
    const answer = await ask(access, request)
    return (request.path === '/v1/rules' ? ruleSetOf(answer) : answer) as Answer
  }
  return {
    read: (name, params) => call(readRequest(name, params)),
    write: (name, params, body) => call(requestOf(teamWrites[name], { ...params }, body)),
    file: async (name, params) => {
      const response = await answerOf(access, fileRequest(name, params))
      if (!response.ok) throw problemOf(response.status, jsonOf(await textOf(response)))
      return Buffer.from(await response.arrayBuffer())
    },
  }
}

const ruleSetOf = (answer: unknown) => {
  const parsed = ruleSetSchema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new ClientProblem({
    code: 'failed',
    status: 502,
    detail: 'This version of the app cannot read the rules from the endpoint.',
  })
}

const ask = async (access: EndpointAccess, request: RouteRequest): Promise<unknown> => {
  const response = await answerOf(access, request)
  const text = await textOf(response)
  const answer = jsonOf(text)
  if (!response.ok) throw problemOf(response.status, answer)
  // 204 and similar answers have no body.
  if (answer === null && text !== '')
    throw new ClientProblem({ code: 'failed', status: 502, detail: 'The endpoint sent an unexpected answer.' })
  return answer
}

const textOf = (response: Response): Promise<string> => response.text().catch(() => '')

const answerOf = async (access: EndpointAccess, { path, ...request }: RouteRequest): Promise<Response> => {
  const base = access.endpointUrl()
  if (base === '')
    throw new ClientProblem({
      code: 'not_enrolled',
      status: 0,
      detail: 'This computer is not connected to an endpoint yet.',
    })
  if (!isPrivateTransport(base))
    throw new ClientProblem({ code: 'failed', status: 0, detail: `The endpoint's address ${HTTPS_NEEDED}.` })
  try {
    return await access.fetch(`${base.replace(/\/+$/, '')}${path}`, {
      ...request,
      headers: { ...request.headers, accept: 'application/json', authorization: `Bearer ${access.token}` },
      cache: 'no-store',
      // A redirect must not receive the token.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new ClientProblem({
      code: 'unreachable',
      status: 0,
      detail: 'The endpoint cannot be reached. Please try again later.',
    })
  }
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
    detail: detail ?? `The endpoint answered with status ${status}.`,
    ...(errors && { errors }),
  })
}

const codeOf = (status: number): string => {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  return status === 409 || status === 412 ? 'conflict' : 'failed'
}
