import type { FastifyRequest } from 'fastify'
import type { Device, Principal } from '../identity/principal.ts'
import { principalOf } from './authenticate.ts'
import type { RateLimits } from './routes/context.ts'

/** The limit of what a device may ask. */
export const perDevice = (limits: RateLimits) => ({ rateLimit: { perMinute: limits.batches, by: deviceKey } })

/** @throws when a person got in: an error of the program, not of the caller. */
export function deviceOf(principal: Principal): Device {
  if (principal.kind !== 'device') throw new Error('the route lets only devices in')
  return principal
}

function deviceKey(request: FastifyRequest): string {
  const principal = principalOf(request)
  return principal.kind === 'device' ? principal.deviceId : request.ip
}
