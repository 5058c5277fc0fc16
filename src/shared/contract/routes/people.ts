import { z } from 'zod'
import { deletedPerson, personChangeSchema } from '../people.ts'
import { accessRequestSchema, listedPeople, peopleAccess, peopleListSchema } from '../people-list.ts'
import { recordedPersonRow } from '../reports.ts'
import { routes, routesWith } from './route.ts'

const unknownPerson = { status: 404, code: 'unknown_person', when: 'nobody has this id' }
const { get, post, patch, remove } = routesWith({ tag: 'Accounts', access: 'person', problems: [unknownPerson] })
const id = z.string().max(60).describe('of a recorded person, or of an account')

export const personRoutes = routes({
  exportPerson: get('/v1/people/{id}/export', {
    summary: 'Everything that is stored of one person, as a zip of CSV and JSON files',
    params: { id },
    produces: 'application/zip',
  }),
  addPeople: post('/v1/people', {
    summary:
      'Adds and changes people by a list, by their e-mail addresses, whole or not at all; again it changes nothing',
    params: {
      preview: z.literal('1').optional().describe('answers what it would do, and does nothing'),
      leaveOutFaultyRows: z.literal('1').optional(),
    },
    body: peopleListSchema,
    answer: listedPeople,
    problems: [
      { status: 422, code: 'bad_list', when: 'it is no CSV, or columns are missing' },
      { status: 422, code: 'faulty_rows', when: 'rows are at fault; nothing was changed' },
    ],
  }),
  givePeopleAccess: post('/v1/people/access', {
    summary: 'Makes enrollment codes and invitations for many people at once; they are answered once',
    body: accessRequestSchema,
    status: 201,
    answer: peopleAccess,
    problems: [unknownPerson, { status: 409, code: 'person_left', when: 'one of them has left' }],
  }),
  changePerson: patch('/v1/people/{id}', {
    summary:
      'Changes a recorded person’s name, e-mail address or team, also from a day to come, or says that they leave',
    params: { id: z.string().max(60) },
    body: personChangeSchema,
    answer: recordedPersonRow,
    problems: [
      unknownPerson,
      { status: 409, code: 'known_name', when: 'somebody else is shown by this name' },
      { status: 409, code: 'known_email', when: 'another recorded person has this e-mail address' },
      { status: 409, code: 'last_admin', when: 'they leave, and nobody could administer accounts after it' },
      { status: 422, code: 'past_date', when: 'the day from which the team is to be another is not in the future' },
    ],
  }),
  deletePerson: remove('/v1/people/{id}', {
    summary:
      'Deletes one person: what was recorded, its sums, devices, account, sessions and tokens. Histories of denials name "Deleted person" instead',
    params: { id },
    answer: deletedPerson,
    problems: [unknownPerson, { status: 409, code: 'last_admin', when: 'nobody could administer accounts after it' }],
  }),
})
