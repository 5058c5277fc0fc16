import { randomInt } from 'node:crypto'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { DatabaseFailure } from '../database/database.ts'
import { isUnreachable } from '../database/unreachable.ts'
import { issueErrors } from '../errors/issues.ts'
import { BEHIND } from '../ingest/backlogs.ts'
import { HttpProblem, problem, STORE_UNAVAILABLE, storeUnavailable } from '../errors/problem.ts'

/** Every error leaves as a problem document (RFC 9457); what is not the caller's to know leaves as a plain 500. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => sendProblem(reply, toProblem(error, request)))
}

export function sendProblem(reply: FastifyReply, { body }: HttpProblem): FastifyReply {
  if (body.status === 401) reply.header('www-authenticate', 'Bearer')
  if (body.status === 503) reply.header('retry-after', String(retryAfterSeconds(body.code)))
  return reply.code(body.status).header('content-type', 'application/problem+json').send(JSON.stringify(body))
}

function retryAfterSeconds(code: string): number {
  if (code === STORE_UNAVAILABLE) return 10
  // Backlogs that come again all at once would wait again all at once.
  return code === BEHIND ? randomInt(5, 21) : 2
}

/** 400 for a request part that does not fit its schema; a query parameter is named. */
export function inputProblem(part: string | undefined, error: z.ZodError): HttpProblem {
  const errors = issueErrors(error.issues.flatMap((issue) => (part === 'body' ? [issue] : nameUnknown(issue))))
  if (part === 'body') return problem(400, 'bad_body', 'The body does not have the expected shape.', { errors })
  const names = [...new Set(errors.map(({ pointer }) => pointer.split('/')[1]))].join(', ')
  return problem(400, 'bad_parameter', `Not valid: ${names}`, { errors })
}

/** One issue for each unknown parameter, at its name, as far as that looks like one. */
function nameUnknown(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'unrecognized_keys') return [issue]
  return issue.keys.map((key) => ({
    ...issue,
    keys: [key],
    path: [/^[A-Za-z][A-Za-z0-9_]{0,30}$/.test(key) ? key : 'unknown'],
  }))
}

function toProblem(error: unknown, request: FastifyRequest): HttpProblem {
  if (error instanceof HttpProblem) return error
  // Class 22 is bad data: a text with a NUL, a number out of range.
  if (error instanceof DatabaseFailure && error.sqlState.startsWith('22')) {
    return problem(400, 'bad_value', 'A value cannot be stored or compared.')
  }
  if (isUnreachable(error)) {
    // Not the failure itself: its message has an address, and an outage has one for every request.
    request.log.warn({ sqlState: (error as DatabaseFailure).sqlState }, 'the database cannot be reached')
    return storeUnavailable()
  }
  const { statusCode, code } = (error instanceof Error ? error : new Error('unknown')) as Partial<FastifyError>
  if (statusCode === 413) return problem(413, 'body_too_large', 'The body is too large.')
  if (statusCode === 415) return problem(415, 'unsupported_media_type', 'Bodies are application/json.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problem(statusCode, 'bad_request', 'The request cannot be read.')
  }
  // Neither message: PostgreSQL's quotes values. The stack's first line is the message, so that goes too.
  const where =
    error instanceof Error
      ? error.stack
          ?.split('\n')
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 8)
      : []
  const sqlState = error instanceof DatabaseFailure ? error.sqlState : undefined
  request.log.error(
    { name: error instanceof Error ? error.name : typeof error, code, sqlState, where },
    'request failed',
  )
  return problem(500, 'internal', 'Something went wrong here; it has been logged.')
}
