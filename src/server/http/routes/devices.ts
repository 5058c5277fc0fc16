import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  batchAckSchema,
  batchSchema,
  deviceRecordSchema,
  enrollmentAnswerSchema,
  enrollmentCodeRequestSchema,
  enrollmentRequestSchema,
} from '../../../shared/contract/ingest.ts'
import { deviceHealthSchema } from '../../../shared/contract/health.ts'
import { createEnrollmentCode, enroll } from '../../identity/enrollment.ts'
import { checkBatch } from '../../ingest/check-batch.ts'
import { saveHealth } from '../../ingest/save-health.ts'
import { ingestBatch } from '../../ingest/ingest.ts'
import { principalOf } from '../authenticate.ts'
import { readJson, readJsonIfAny } from '../body.ts'
import { problem } from '../../errors/problem.ts'
import type { App, RouteContext } from './context.ts'

const codeAnswer = z.object({ code: z.string(), expiresAt: z.number().int() })

/** How devices come in, and what they send. */
export function deviceRoutes(app: App, context: RouteContext): void {
  const { database, tenantId, authenticate, limits, now } = context

  app.post(
    '/v1/enrollment-codes',
    {
      schema: {
        summary: 'A single-use code with which one device can enrol',
        body: enrollmentCodeRequestSchema,
        response: { 201: codeAnswer },
        security: [{ bearer: [] }],
      },
      preValidation: [authenticate.person('admin'), readJsonIfAny],
    },
    async (request, reply) => {
      return reply.code(201).send(await createEnrollmentCode(database, tenantId, request.body, now()))
    },
  )

  app.post(
    '/v1/enrollments',
    {
      schema: {
        summary: 'Enrols a device with a code',
        body: enrollmentRequestSchema,
        response: { 201: enrollmentAnswerSchema },
      },
      config: { rateLimit: { max: limits.enrollments, timeWindow: 60_000 } },
      preValidation: [readJson],
    },
    async (request, reply) => reply.code(201).send(await enroll(database, tenantId, request.body, now())),
  )

  app.post(
    '/v1/batches',
    {
      schema: {
        summary: 'Records of one device; sending them again changes nothing',
        body: batchSchema.extend({ records: z.array(deviceRecordSchema).max(500) }),
        response: { 200: batchAckSchema },
        security: [{ deviceSignature: [] }],
      },
      // The schema documents; the records are checked one by one, so that a bad one does not take the others with it.
      validatorCompiler: () => (value) => ({ value }),
      config: {
        rateLimit: { max: limits.batches, timeWindow: 60_000, hook: 'preHandler', keyGenerator: deviceKey },
      },
      preValidation: [authenticate.device, readJson],
    },
    async (request) => {
      const principal = principalOf(request)
      if (principal.kind !== 'device') throw problem(403, 'not_allowed', 'Only a device sends batches.')
      const batch = checkBatch(request.body)
      const ack = await ingestBatch(database, principal, batch, now())
      context.metrics.records.inc({ outcome: 'accepted' }, batch.seqs.length)
      context.metrics.records.inc({ outcome: 'rejected' }, batch.rejected.length)
      return context.panelWatch.isWatched() ? { ...ack, watched: true } : ack
    },
  )

  app.post(
    '/v1/health',
    {
      schema: {
        summary: 'How the agent on a device is',
        body: deviceHealthSchema,
        response: { 204: z.null() },
        security: [{ deviceSignature: [] }],
      },
      config: {
        rateLimit: { max: limits.batches, timeWindow: 60_000, hook: 'preHandler', keyGenerator: deviceKey },
      },
      preValidation: [authenticate.device, readJson],
    },
    async (request, reply) => {
      const principal = principalOf(request)
      if (principal.kind !== 'device') throw problem(403, 'not_allowed', 'Only a device says how it is.')
      await saveHealth(database, principal, request.body, now())
      return reply.code(204).send(null)
    },
  )
}

function deviceKey(request: FastifyRequest): string {
  const principal = principalOf(request)
  return principal.kind === 'device' ? principal.deviceId : request.ip
}
