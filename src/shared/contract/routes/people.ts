import { z } from 'zod'
import { deletedPerson } from '../people.ts'
import { routes, routesWith } from './route.ts'

const unknownPerson = { status: 404, code: 'unknown_person', when: 'nobody has this id' }
const { get, remove } = routesWith({ tag: 'Accounts', access: 'person', problems: [unknownPerson] })
const id = z.string().max(60).describe('of a recorded person, or of an account')

export const personRoutes = routes({
  exportPerson: get('/v1/people/{id}/export', {
    summary: 'Everything that is stored of one person, as a zip of CSV and JSON files',
    params: { id },
    produces: 'application/zip',
  }),
  deletePerson: remove('/v1/people/{id}', {
    summary:
      'Deletes one person: what was recorded, its sums, devices, account, sessions and tokens. Histories of denials name "Deleted person" instead',
    params: { id },
    answer: deletedPerson,
    problems: [unknownPerson, { status: 409, code: 'last_admin', when: 'nobody could administer accounts after it' }],
  }),
})
