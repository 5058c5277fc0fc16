import { z } from 'zod'
import { batchAckSchema } from '../../shared/contract/index.ts'
import type { HttpAnswer } from './http.ts'
import type { SendResult } from './transport.ts'

type Answered = Extract<HttpAnswer, { kind: 'answer' }>

const problemSchema = z.object({ code: z.string(), detail: z.string(), serverTime: z.number().optional() })
export type AnsweredProblem = z.infer<typeof problemSchema>

export const MAX_RETRY_AFTER_MS = 3_600_000

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isProblem = (answer: Answered): boolean => answer.contentType.startsWith('application/problem+json')

/** The problem document of an answer; null if a proxy or a sign-in page answered instead of the endpoint. */
export const problemOf = (answer: Answered): AnsweredProblem | null => {
  if (!isProblem(answer)) return null
  const parsed = problemSchema.safeParse(parseJson(answer.text))
  return parsed.success ? parsed.data : null
}

/** `Retry-After` in ms from `now`: seconds or a date (RFC 9110, 10.2.3). Null if absent or invalid; at most an hour. */
export const retryAfterMs = (header: string | null, now: number): number | null => {
  if (header === null) return null
  const text = header.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : null
}

const sentence = (problem: AnsweredProblem): string => problem.detail.slice(0, 300)

/**
 * Interprets an answer to `POST /v1/batches`. Only a problem document can quarantine a record or start a new generation: a bare 400
 * or 409 may come from a proxy and is retried.
 * @param now the device's clock, for a `Retry-After` date
 */
export const interpretAnswer = (answer: HttpAnswer, now: number): SendResult => {
  if (answer.kind === 'failed') return { kind: 'retry', afterMs: null, why: answer.why }
  const { status } = answer
  const retry = (why: string): SendResult => ({ kind: 'retry', afterMs: retryAfterMs(answer.retryAfter, now), why })
  if (status >= 200 && status < 300) {
    const ack = batchAckSchema.safeParse(parseJson(answer.text))
    return ack.success ? { kind: 'acked', ack: ack.data } : retry('the answer did not come from the endpoint')
  }
  const problem = problemOf(answer)
  switch (status) {
    case 400:
    case 422:
      return problem === null
        ? retry(`a proxy or firewall answered with status ${status}`)
        : { kind: 'refused', code: problem.code, why: sentence(problem) }
    case 401:
    case 403:
    case 426:
      // A truncated problem document: its code may have been `clock_skew`.
      if (problem === null && isProblem(answer)) return retry('the answer was incomplete')
      if (problem?.code === 'clock_skew') return retry("this computer's clock differs from the endpoint's")
      return problem === null
        ? { kind: 'hold', code: `http_${status}`, why: `a proxy or firewall answered with status ${status}` }
        : { kind: 'hold', code: problem.code, why: sentence(problem) }
    case 409:
      return problem?.code === 'fork' ? { kind: 'fork' } : retry('the endpoint answered with status 409')
    case 413:
      return { kind: 'too_large' }
    case 429:
      return retry('the endpoint is busy')
    case 503:
      return retry('the endpoint is not ready')
    default:
      return retry(`the endpoint answered with status ${status}`)
  }
}
