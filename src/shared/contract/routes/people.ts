import { z } from 'zod'
import { deletedPerson, personChangeSchema } from '../people.ts'
import { recordedPersonRow } from '../reports.ts'
import { routes, routesWith } from './route.ts'

const unknownPerson = { status: 404, code: 'unknown_person', when: 'nobody has this id' }
const { get, patch, remove } = routesWith({ tag: 'Accounts', access: 'person', problems: [unknownPerson] })
const id = z.string().max(60).describe('of a recorded person, or of an account')

export const personRoutes = routes({
  exportPerson: get('/v1/people/{id}/export', {
    summary: 'Everything that is stored of one person, as a zip of CSV and JSON files',
    params: { id },
    produces: 'application/zip',
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
