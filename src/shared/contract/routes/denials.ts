import { z } from 'zod'
import { count, pageOf } from '../answer-fields.ts'
import {
  claimCountsSchema,
  denialChangeSchema,
  denialDetail,
  denialKinds,
  denialRow,
  denialStates,
} from '../denials.ts'
import { importedFile, importJob, importPreview, importRow, savedMapping, worklistMappingSchema } from '../imports.ts'
import { listOf, nameOrNoneParam, nameParam, oneOf, ordered, pageShape, periodShape } from './fields.ts'
import { route, routes } from './route.ts'

const access = ['admin', 'supervisor'] as const
const unknownDenial = { status: 404, code: 'unknown_denial', when: 'there is no such denial' }
const unknownJob = { status: 404, code: 'unknown_job', when: 'there is no such import' }
const unknownMapping = { status: 404, code: 'unknown_mapping', when: 'there is no mapping of this name' }
const id = z.string().max(30)
const jobId = z.string().regex(/^[\w-]{1,64}$/, 'letters, digits, - and _, at most 64')
const name = z.string().trim().min(1).max(100)

export const denialRoutes = routes({
  denials: route({
    method: 'GET',
    path: '/v1/denials',
    tag: 'Denials',
    summary: 'Denials in order of receipt. Empty for payer, owner and queue asks for "none named"',
    access,
    params: z
      .strictObject({
        ...periodShape,
        ...pageShape,
        state: listOf(denialStates).describe('one status, or several with commas'),
        kind: oneOf(denialKinds),
        payer: nameOrNoneParam,
        category: nameParam,
        owner: nameOrNoneParam,
        queue: nameOrNoneParam,
        claimRef: nameParam,
      })
      .refine(...ordered),
    answer: pageOf(denialRow),
  }),
  denial: route({
    method: 'GET',
    path: '/v1/denials/{id}',
    tag: 'Denials',
    summary: 'A denial, its activity log, and the work on its claim',
    access,
    params: z.strictObject({ id }),
    answer: denialDetail,
    problems: [unknownDenial],
  }),
  changeDenial: route({
    method: 'PATCH',
    path: '/v1/denials/{id}',
    tag: 'Denials',
    summary: 'Changes status, owner, queue or due dates; what is left out stays',
    access,
    params: z.strictObject({ id }),
    body: denialChangeSchema,
    answer: denialDetail,
    problems: [unknownDenial, { status: 409, code: 'bad_transition', when: 'the status does not lead there' }],
  }),
  saveClaimCounts: route({
    method: 'PUT',
    path: '/v1/claim-counts',
    tag: 'Denials',
    summary: 'Claims submitted, accepted and clean by day and payer; the same day and payer again replaces it',
    access: ['admin'],
    body: claimCountsSchema,
    answer: z.object({ rows: count }),
  }),
})

export const importRoutes = routes({
  imports: route({
    method: 'GET',
    path: '/v1/imports',
    tag: 'Imports',
    summary: 'Imported files, newest first',
    access,
    params: z.strictObject(pageShape),
    answer: pageOf(importRow),
  }),
  importFile: route({
    method: 'POST',
    path: '/v1/denials/import',
    tag: 'Imports',
    summary: 'Imports an 835 file or a CSV worklist, whole or not at all; the same file again changes nothing',
    description:
      'The body is the file (application/edi-x12, text/csv, or application/octet-stream, told apart by its name), gzip accepted. ' +
      'A file that cannot be trusted is answered 422 `refused`, with segment and line, or row and column. ' +
      'With preview=1 nothing is changed, and a file that would be refused is answered 200 with its errors.',
    access: ['admin'],
    params: z.strictObject({
      name: z.string().max(500).optional().describe('file name; folders before it are left out'),
      map: z.string().max(8000).optional().describe('of a worklist: JSON, field to column header'),
      mapping: name.optional().describe('of a worklist: the name of a saved mapping'),
      preview: z.literal('1').optional().describe('only says what importing the file would come to'),
      job: jobId.optional().describe('under which its progress can be asked for'),
    }),
    answer: z.union([importPreview, importedFile]),
    problems: [
      unknownMapping,
      { status: 415, code: 'unsupported_media_type', when: 'it is no file that is known' },
      { status: 422, code: 'refused', when: 'the file cannot be trusted' },
    ],
  }),
  importJob: route({
    method: 'GET',
    path: '/v1/import-jobs/{id}',
    tag: 'Imports',
    summary: 'The progress of an import that was started with ?job=ID',
    access: ['admin'],
    params: z.strictObject({ id: jobId }),
    answer: importJob,
    problems: [unknownJob],
  }),
  cancelImport: route({
    method: 'DELETE',
    path: '/v1/import-jobs/{id}',
    tag: 'Imports',
    summary: 'Cancels an import whole; answers when nothing of it is left, or that it was over before',
    access: ['admin'],
    params: z.strictObject({ id: jobId }),
    answer: importJob,
    problems: [unknownJob],
  }),
  mappings: route({
    method: 'GET',
    path: '/v1/worklist-mappings',
    tag: 'Imports',
    summary: 'Saved worklist mappings',
    access: ['admin'],
    answer: z.object({ rows: z.array(savedMapping).readonly() }),
  }),
  mapping: route({
    method: 'GET',
    path: '/v1/worklist-mappings/{name}',
    tag: 'Imports',
    summary: 'A worklist mapping',
    access: ['admin'],
    params: z.strictObject({ name }),
    answer: savedMapping,
    problems: [unknownMapping],
  }),
  saveMapping: route({
    method: 'PUT',
    path: '/v1/worklist-mappings/{name}',
    tag: 'Imports',
    summary: 'Saves a worklist mapping, in place of the one before',
    access: ['admin'],
    params: z.strictObject({ name }),
    body: worklistMappingSchema,
    answer: savedMapping,
  }),
  deleteMapping: route({
    method: 'DELETE',
    path: '/v1/worklist-mappings/{name}',
    tag: 'Imports',
    summary: 'Deletes a worklist mapping',
    access: ['admin'],
    params: z.strictObject({ name }),
    problems: [unknownMapping],
  }),
})
