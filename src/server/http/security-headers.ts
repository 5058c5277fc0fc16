import type { FastifyInstance } from 'fastify'

/** Everything from this address and nothing from elsewhere; no inline code. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** @param overTls browsers are told to come over https alone for a year; a proxy with TLS says so itself */
export function sendSecurityHeaders(app: FastifyInstance, overTls: boolean): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    })
    if (overTls) reply.header('strict-transport-security', 'max-age=31536000')
    // Answers name people and their work: no cache on the way may keep them.
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store')
  })
}
