import { z } from 'zod'
import { count, pageOf } from '../answer-fields.ts'
import {
  claimCountsSchema,
  claimSearch,
  denialChangeSchema,
  denialDetail,
  denialKinds,
  denialRow,
  denialStates,
  undecidedCode,
} from '../denials.ts'
import {
  importedFile,
  importJob,
  importPreview,
  importRow,
  savedMapping,
  takenBackImport,
  worklistMappingSchema,
} from '../imports.ts'
import { listOf, nameOrNoneParam, nameParam, oneOf, pageShape, periodShape, sampleParam } from './fields.ts'
import { routes, routesWith } from './route.ts'

const ofDenials = routesWith({ tag: 'Denials', access: 'person' })
const ofImports = routesWith({ tag: 'Imports', access: 'person' })
const unknownDenial = { status: 404, code: 'unknown_denial', when: 'there is no such denial' }
const unknownJob = { status: 404, code: 'unknown_job', when: 'there is no such import' }
const unknownMapping = { status: 404, code: 'unknown_mapping', when: 'there is no mapping of this name' }
const id = z.string().max(30)
const jobId = z.string().regex(/^[\w-]{1,64}$/, 'letters, digits, - and _, at most 64')
const name = z.string().trim().min(1).max(100)

export const denialRoutes = routes({
  denials: ofDenials.get('/v1/denials', {
    summary: 'Denials in order of receipt. Empty for payer, owner and queue asks for "none named"',
    params: {
      ...periodShape,
      ...pageShape,
      state: listOf(denialStates).describe('one status, or several with commas'),
      kind: oneOf(denialKinds),
      payer: nameOrNoneParam,
      category: nameParam,
      owner: nameOrNoneParam,
      queue: nameOrNoneParam,
      claimRef: nameParam,
      proposed: z.literal('1').optional().describe('only those that a person is to close, since nothing is left'),
    },
    answer: pageOf(denialRow),
  }),
  denial: ofDenials.get('/v1/denials/{id}', {
    summary: 'A denial, its activity log, and the work on its claim',
    params: { id },
    answer: denialDetail,
    problems: [unknownDenial],
  }),
  changeDenial: ofDenials.patch('/v1/denials/{id}', {
    summary: 'Changes status, owner, queue or due dates; what is left out stays',
    params: { id },
    body: denialChangeSchema,
    answer: denialDetail,
    problems: [unknownDenial, { status: 409, code: 'bad_transition', when: 'the status does not lead there' }],
  }),
  searchClaims: ofDenials.get('/v1/claims/search', {
    summary: 'Claims by PCN or ICN, up to ten: the whole number or its first characters, at least three',
    description:
      'Blanks, dashes, case and leading zeros do not count; fewer than three characters after leading zeros are a whole number. ' +
      'Whole numbers come first. Claims without a denial are named as such.',
    params: { q: z.string().trim().min(1).max(80).describe('what is looked for; it is in no log') },
    answer: claimSearch,
  }),
  undecidedCodes: ofDenials.get('/v1/undecided-codes', {
    summary: 'CARCs of claims on file that are in no list, the most frequent first',
    answer: z.object({ rows: z.array(undecidedCode).readonly() }),
  }),
  saveClaimCounts: ofDenials.put('/v1/claim-counts', {
    summary: 'Claims submitted, accepted and clean by day and payer; the same day and payer again replaces it',
    params: { sample: sampleParam },
    body: claimCountsSchema,
    answer: z.object({ rows: count }),
  }),
})

export const importRoutes = routes({
  imports: ofImports.get('/v1/imports', {
    summary: 'Imported files, newest first',
    params: pageShape,
    answer: pageOf(importRow),
  }),
  importFile: ofImports.post('/v1/denials/import', {
    summary: 'Imports an 835 file or a worklist, whole or not at all; the same file again changes nothing',
    description:
      'The body is the file (application/edi-x12, text/csv, or application/octet-stream, told apart by its content), gzip accepted. ' +
      'A file that cannot be trusted is answered 422 `refused`, with segment and line, or row and column. ' +
      'With preview=1 nothing is changed, and a file that would be refused is answered 200 with its errors.',
    params: {
      name: z.string().max(500).optional().describe('file name; folders before it are left out'),
      map: z.string().max(8000).optional().describe('of a worklist: JSON, field to column header'),
      mapping: name.optional().describe('of a worklist: the name of a saved mapping'),
      allowTest: z.literal('1').optional().describe('imports test data (ISA15 T) as well; it is marked'),
      leaveOutFaultyRows: z
        .literal('1')
        .optional()
        .describe('of a worklist: imports it without the rows at fault, which the answer lists; else one refuses it'),
      preview: z.literal('1').optional().describe('only says what importing the file would come to'),
      job: jobId.optional().describe('under which its progress can be asked for'),
      sample: sampleParam,
    },
    answer: z.union([importPreview, importedFile]),
    problems: [
      unknownMapping,
      { status: 415, code: 'unsupported_media_type', when: 'it is no file that is known' },
      { status: 422, code: 'refused', when: 'the file cannot be trusted' },
    ],
  }),
  takeBackImport: ofImports.remove('/v1/imports/{id}', {
    summary: 'Takes an import back whole; files imported later are judged again as if it had never been imported',
    description:
      'Changes that people made stay with their denial, as long as there is one. The import stays in the history, with who took it back and when; its file can be imported again. ' +
      'With preview=1 nothing is changed.',
    params: {
      id,
      preview: z.literal('1').optional().describe('only says what taking it back would change'),
    },
    answer: takenBackImport,
    problems: [
      { status: 404, code: 'unknown_import', when: 'there is no such import' },
      { status: 409, code: 'already_taken_back', when: 'it has been taken back before' },
    ],
  }),
  importJob: ofImports.get('/v1/import-jobs/{id}', {
    summary: 'The progress of an import that was started with ?job=ID',
    params: { id: jobId },
    answer: importJob,
    problems: [unknownJob],
  }),
  cancelImport: ofImports.remove('/v1/import-jobs/{id}', {
    summary: 'Cancels an import whole; answers when nothing of it is left, or that it was over before',
    params: { id: jobId },
    answer: importJob,
    problems: [unknownJob],
  }),
  mappings: ofImports.get('/v1/worklist-mappings', {
    summary: 'Saved worklist mappings',
    answer: z.object({ rows: z.array(savedMapping).readonly() }),
  }),
  mapping: ofImports.get('/v1/worklist-mappings/{name}', {
    summary: 'A worklist mapping',
    params: { name },
    answer: savedMapping,
    problems: [unknownMapping],
  }),
  saveMapping: ofImports.put('/v1/worklist-mappings/{name}', {
    summary: 'Saves a worklist mapping, in place of the one before',
    params: { name },
    body: worklistMappingSchema,
    answer: savedMapping,
  }),
  deleteMapping: ofImports.remove('/v1/worklist-mappings/{name}', {
    summary: 'Deletes a worklist mapping',
    params: { name },
    problems: [unknownMapping],
  }),
})
