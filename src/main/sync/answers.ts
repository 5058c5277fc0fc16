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

/**
 * The problem document of an answer, or null: then something between here and the endpoint (a proxy, a portal page)
 * answered.
 */
export const problemOf = (answer: Answered): AnsweredProblem | null => {
  if (!isProblem(answer)) return null
  const parsed = problemSchema.safeParse(parseJson(answer.text))
  return parsed.success ? parsed.data : null
}

/**
 * `Retry-After` in ms from `now`: seconds or a date (RFC 9110, 10.2.3). Null when absent or senseless; at most an
 * hour.
 */
export const retryAfterMs = (header: string | null, now: number): number | null => {
  if (header === null) return null
  const text = header.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : null
}

const sentence = (problem: AnsweredProblem): string => problem.detail.slice(0, 300)

/**
 * What an answer to `POST /v1/batches` means for the device. `now` is the device's clock, for a `Retry-After` date.
 *
 * Only the endpoint's own word (a problem document) may lead to a record being set aside or to a new generation; a bare
 * 400 or 409 is somebody in between and is tried again.
 */
export const interpretAnswer = (answer: HttpAnswer, now: number): SendResult => {
  if (answer.kind === 'failed') return { kind: 'retry', afterMs: null, why: answer.why }
  const { status } = answer
  const retry = (why: string): SendResult => ({ kind: 'retry', afterMs: retryAfterMs(answer.retryAfter, now), why })
  if (status >= 200 && status < 300) {
    const ack = batchAckSchema.safeParse(parseJson(answer.text))
    return ack.success ? { kind: 'acked', ack: ack.data } : retry('the answer was not the endpoint’s')
  }
  const problem = problemOf(answer)
  switch (status) {
    case 400:
    case 422:
      return problem === null
        ? retry(`something before the endpoint answered ${status}`)
        : { kind: 'refused', code: problem.code, why: sentence(problem) }
    case 401:
    case 403:
    case 426:
      // The endpoint's own word, of which a part is missing: it may have been no more than the time of day.
      if (problem === null && isProblem(answer)) return retry('the answer broke off')
      if (problem?.code === 'clock_skew') return retry('the clocks of this computer and the endpoint disagree')
      return problem === null
        ? { kind: 'hold', code: `http_${status}`, why: `something before the endpoint answered ${status}` }
        : { kind: 'hold', code: problem.code, why: sentence(problem) }
    case 409:
      return problem?.code === 'fork' ? { kind: 'fork' } : retry('the endpoint answered 409')
    case 413:
      return { kind: 'too_large' }
    case 429:
      return retry('the endpoint asks to come back later')
    case 503:
      return retry('the endpoint is not ready')
    default:
      return retry(`the endpoint answered ${status}`)
  }
}
