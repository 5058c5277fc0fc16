import { z } from 'zod'
import { deviceHealthSchema } from '../health.ts'
import {
  batchAckSchema,
  batchSchema,
  deviceRecordSchema,
  enrollmentAnswerSchema,
  enrollmentCodeRequestSchema,
  enrollmentRequestSchema,
  MAX_BATCH_RECORDS,
} from '../ingest.ts'
import { noticeAcknowledgmentRow, signedAcknowledgmentSchema } from '../notice.ts'
import { unclassifiedWindow } from '../unclassified.ts'
import { instant, pageOf } from '../answer-fields.ts'
import { pageShape } from './fields.ts'
import { routes, routesWith, tooManyRequests } from './route.ts'

const { get, post, remove } = routesWith({ tag: 'Devices', access: 'device' })
const revoked = { status: 403, code: 'revoked', when: 'the device has been revoked' }

export const deviceRoutes = routes({
  createEnrollmentCode: post('/v1/enrollment-codes', {
    summary: 'Creates a single-use code with which one device can enroll',
    access: 'person',
    body: enrollmentCodeRequestSchema,
    status: 201,
    answer: z.object({ code: z.string(), expiresAt: instant }),
  }),
  revokeDevice: remove('/v1/devices/{id}', {
    summary: 'Ends what a device may do, at its next request; a new code enrolls it again',
    access: 'person',
    params: { id: z.string().max(60) },
    problems: [{ status: 404, code: 'unknown_device', when: 'there is no such device, or it is revoked already' }],
  }),
  enroll: post('/v1/enrollments', {
    summary: 'Enrolls a device with a code',
    access: 'public',
    body: enrollmentRequestSchema,
    status: 201,
    answer: enrollmentAnswerSchema,
    problems: [
      { status: 404, code: 'unknown_code', when: 'nobody made this code' },
      { status: 409, code: 'used_code', when: 'another device has used the code' },
      { status: 410, code: 'expired_code', when: 'the code has expired' },
      tooManyRequests,
    ],
  }),
  sendBatch: post('/v1/batches', {
    summary: 'Stores records of one device; sending them again changes nothing',
    body: batchSchema.extend({ records: z.array(deviceRecordSchema).max(MAX_BATCH_RECORDS) }),
    // Records are checked one by one, so that a bad one does not take the others with it.
    checkedByHandler: true,
    answer: batchAckSchema,
    problems: [
      { status: 400, code: 'bad_batch', when: 'the batch does not have the expected shape' },
      { status: 409, code: 'fork', when: 'a known sequence number comes with other content' },
      { status: 413, code: 'batch_too_large', when: 'it has too many records' },
      { status: 426, code: 'unsupported_schema', when: 'the endpoint does not speak its schema version' },
      revoked,
      tooManyRequests,
    ],
  }),
  reportHealth: post('/v1/health', {
    summary: 'Says how the agent on a device is',
    body: deviceHealthSchema,
    problems: [revoked, tooManyRequests],
  }),
  acknowledgeNotice: post('/v1/device/notice', {
    summary: 'Keeps that the notice of what is recorded was acknowledged on a device; sending it again changes nothing',
    body: signedAcknowledgmentSchema,
    problems: [
      { status: 400, code: 'bad_acknowledgment', when: 'the device did not sign it, or its time has not come' },
      revoked,
      tooManyRequests,
    ],
  }),
  offerWindow: post('/v1/device/offers', {
    summary:
      'Keeps a window that no rule names and a biller offers to the admins: its program and shape, nothing of who did',
    body: unclassifiedWindow,
    problems: [{ status: 409, code: 'too_many_offers', when: 'the list is full' }, revoked, tooManyRequests],
  }),
  noticeAcknowledgments: get('/v1/notice-acknowledgments', {
    summary: 'Who acknowledged which version of the notice of what is recorded, latest first',
    access: 'person',
    params: pageShape,
    answer: pageOf(noticeAcknowledgmentRow),
  }),
})
