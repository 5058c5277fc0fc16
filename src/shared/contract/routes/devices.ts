import { z } from 'zod'
import {
  approvedDevice,
  enrollmentApprovalSchema,
  enrollmentCodeRequestSchema,
  enrollmentCodeRow,
  enrollmentRequestRow,
  newEnrollmentCode,
} from '../enrollment-codes.ts'
import { enrollmentKeyRequestSchema, enrollmentKeyRow, newEnrollmentKeyAnswer } from '../enrollment-keys.ts'
import { deviceKeyChangeSchema } from '../device-key.ts'
import { deviceHealthSchema } from '../health.ts'
import {
  batchAckSchema,
  batchSchema,
  deviceRecordSchema,
  enrollmentAnswerSchema,
  enrollmentRequestSchema,
  MAX_BATCH_RECORDS,
} from '../ingest.ts'
import { noticeAcknowledgmentRow, signedAcknowledgmentSchema } from '../notice.ts'
import { unclassifiedWeek, unclassifiedWindow } from '../unclassified.ts'
import { pageOf } from '../answer-fields.ts'
import { pageShape } from './fields.ts'
import { routes, routesWith, tooManyRequests } from './route.ts'

const { get, post, remove } = routesWith({ tag: 'Devices', access: 'device' })
const unknownRequest = { status: 404, code: 'unknown_request', when: 'no such device waits' }
const revoked = { status: 403, code: 'revoked', when: 'the device has been revoked' }

export const deviceRoutes = routes({
  createEnrollmentCode: post('/v1/enrollment-codes', {
    summary: 'Creates a single-use code with which one device can enroll',
    access: 'person',
    body: enrollmentCodeRequestSchema,
    status: 201,
    answer: newEnrollmentCode,
    problems: [
      {
        status: 409,
        code: 'email_needed',
        when: 'the person of this name has an e-mail address, which says who is meant',
      },
      { status: 409, code: 'person_left', when: 'the person has left' },
      { status: 422, code: 'name_needed', when: 'nobody has this e-mail address yet, and no name is stated' },
    ],
  }),
  enrollmentCodes: get('/v1/enrollment-codes', {
    summary: 'Codes that can still be used, without the codes themselves, the newest first',
    access: 'person',
    params: pageShape,
    answer: pageOf(enrollmentCodeRow),
  }),
  cancelEnrollmentCode: remove('/v1/enrollment-codes/{id}', {
    summary: 'Ends a code that nobody has used',
    access: 'person',
    params: { id: z.string().max(60) },
    problems: [{ status: 404, code: 'unknown_code', when: 'there is no such code, or it was used' }],
  }),
  createEnrollmentKey: post('/v1/enrollment-keys', {
    summary: 'Creates the key of a site, by which many computers can enroll; it is answered once',
    access: 'person',
    body: enrollmentKeyRequestSchema,
    status: 201,
    answer: newEnrollmentKeyAnswer,
  }),
  enrollmentKeys: get('/v1/enrollment-keys', {
    summary: 'Keys that can still be used, without the keys themselves, the newest first',
    access: 'person',
    params: pageShape,
    answer: pageOf(enrollmentKeyRow),
  }),
  revokeEnrollmentKey: remove('/v1/enrollment-keys/{id}', {
    summary: 'Ends a key; computers that have enrolled by it stay',
    access: 'person',
    params: { id: z.string().max(60) },
    problems: [{ status: 404, code: 'unknown_key', when: 'there is no such key, or it has expired' }],
  }),
  enrollmentRequests: get('/v1/enrollment-requests', {
    summary: 'Devices that wait for an approval, the first to ask first',
    access: 'person',
    params: pageShape,
    answer: pageOf(enrollmentRequestRow),
  }),
  approveEnrollment: post('/v1/enrollment-requests/{id}/approve', {
    summary: 'Lets a waiting device in, for the person who is stated',
    access: 'person',
    params: { id: z.string().max(60) },
    body: enrollmentApprovalSchema,
    answer: approvedDevice,
    problems: [
      unknownRequest,
      { status: 404, code: 'unknown_person', when: 'nobody with this id is recorded' },
      { status: 409, code: 'email_needed', when: 'the person of this name has an e-mail address' },
      { status: 409, code: 'person_left', when: 'the person has left' },
      { status: 422, code: 'name_needed', when: 'nobody has this e-mail address yet, and no name is stated' },
    ],
  }),
  refuseEnrollment: post('/v1/enrollment-requests/{id}/refuse', {
    summary: 'Refuses a waiting device; it asks no more',
    access: 'person',
    params: { id: z.string().max(60) },
    problems: [unknownRequest],
  }),
  revokeDevice: remove('/v1/devices/{id}', {
    summary: 'Ends what a device may do, at its next request; a new code enrolls it again',
    access: 'person',
    params: { id: z.string().max(60) },
    problems: [{ status: 404, code: 'unknown_device', when: 'there is no such device, or it is revoked already' }],
  }),
  enroll: post('/v1/enrollments', {
    summary: 'Enrolls a device with a code, or with the key of a site',
    access: 'public',
    body: enrollmentRequestSchema,
    status: 201,
    answer: enrollmentAnswerSchema,
    problems: [
      { status: 403, code: 'unknown_code', when: 'nobody made this code' },
      {
        status: 403,
        code: 'waiting_for_approval',
        when: 'an admin has to approve the device first; ask again in a minute',
      },
      { status: 403, code: 'enrollment_refused', when: 'an admin refused the device' },
      { status: 409, code: 'used_code', when: 'another device has used the code, or the device has been revoked' },
      { status: 409, code: 'key_full', when: 'as many computers have used the key as may' },
      { status: 409, code: 'email_needed', when: 'the person of the code’s name has an e-mail address since' },
      { status: 409, code: 'person_left', when: 'the person has left' },
      { status: 410, code: 'expired_code', when: 'the code or key has expired, or was revoked' },
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
      {
        status: 426,
        code: 'unsupported_schema',
        when: 'the endpoint does not speak its schema version, or the agent is newer and records what it does not know',
      },
      {
        status: 503,
        code: 'behind',
        when: 'earlier records are still being added up and it is a backlog: it is sent again later',
      },
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
    problems: [
      { status: 409, code: 'too_many_offers', when: 'the list is full' },
      { status: 409, code: 'too_many_own_offers', when: 'the device has offered 50 windows this month' },
      revoked,
      tooManyRequests,
    ],
  }),
  changeDeviceKey: post('/v1/device/key', {
    summary: 'Gives the device its next key; the one before is refused from then on',
    body: deviceKeyChangeSchema,
    problems: [
      { status: 400, code: 'bad_proof', when: 'the new key did not sign the proof' },
      { status: 403, code: 'person_deleted', when: 'the key was that of somebody who was deleted' },
      { status: 409, code: 'known_key', when: 'another device has the key' },
      revoked,
      tooManyRequests,
    ],
  }),
  countWeek: post('/v1/device/unclassified-weeks', {
    summary: 'Adds what a device counted of windows without a rule in a UTC week; the same again changes nothing',
    description:
      'Kept are the minutes and the number of devices of each program and shape. A week that has not ended, or ended more than four weeks ago, is answered and not kept.',
    body: unclassifiedWeek,
    problems: [revoked, tooManyRequests],
  }),
  noticeAcknowledgments: get('/v1/notice-acknowledgments', {
    summary: 'Who acknowledged which version of the notice of what is recorded, latest first',
    access: 'person',
    params: pageShape,
    answer: pageOf(noticeAcknowledgmentRow),
  }),
})
