import type { FastifyRequest } from 'fastify'
import { isEnrollmentKey } from '../../shared/contract/enrollment-keys.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { HttpProblem } from '../errors/problem.ts'
import { hashSecret } from '../identity/secrets.ts'
import type { App, RateLimits } from './routes/context.ts'

const BY_KEY = 'key '

/**
 * How attempts to enroll are limited: by the address with a code, by the key with the key of a site, as a whole site may come from one address. An
 * address that has named as many keys that do not exist as it may try codes is limited by its address, whatever it names.
 */
export function enrollmentAttempts(app: App, limits: RateLimits) {
  const guesses = app.createRateLimit({
    max: limits.enrollments,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => `guesses ${request.ip}`,
  })
  const hasGuessed = async (request: FastifyRequest) => {
    const state = await guesses(request, { increment: false })
    return !state.isAllowed && state.remaining === 0
  }
  return {
    key: async (request: FastifyRequest): Promise<string> => {
      const { code } = (request.body ?? {}) as { readonly code?: unknown }
      if (typeof code !== 'string' || !isEnrollmentKey(code) || (await hasGuessed(request))) return request.ip
      return BY_KEY + hashSecret(code)
    },
    perMinute: (_request: FastifyRequest, key: string): number =>
      key.startsWith(BY_KEY) ? limits.keyEnrollments : limits.enrollments,
    /** Notes a key that does not exist. @throws as `work` does */
    make: async <Enrolled>(request: FastifyRequest, code: string, work: () => Promise<Enrolled>): Promise<Enrolled> => {
      try {
        return await work()
      } catch (error) {
        if (isEnrollmentKey(code) && error instanceof HttpProblem && error.body.code === 'unknown_code') {
          await guesses(request)
        }
        throw error
      }
    },
  }
}
