import type { Problem } from '../../shared/contract/reports.ts'

type Extra = Pick<Problem, 'errors' | 'serverTime'>

/** An error that is the caller's to know: it is answered as `application/problem+json` (RFC 9457). Its texts hold no input values. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly body: Problem
  constructor(body: Problem) {
    super(body.detail)
    this.body = body
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not valid',
  426: 'Upgrade required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not ready',
}

/** The code of {@link storeUnavailable}. */
export const STORE_UNAVAILABLE = 'store_unavailable'

/** 503: the database cannot be reached now. Devices keep what they have and send it again. */
export const storeUnavailable = (): HttpProblem =>
  problem(503, STORE_UNAVAILABLE, 'The database cannot be reached now. Try again shortly.')

/** @param code the stable word programs go by. @param detail one plain sentence for people, without values of the input. */
export function problem(status: number, code: string, detail: string, extra: Extra = {}): HttpProblem {
  return new HttpProblem({
    type: `urn:touchledger:problem:${code}`,
    title: titles[status] ?? 'Error',
    status,
    detail,
    code,
    ...extra,
  })
}
