import { sampleFacts, setupFacts } from '../setup.ts'
import { routes, routesWith } from './route.ts'

const { get, remove } = routesWith({ tag: 'Setup', access: 'person' })

export const setupRoutes = routes({
  setup: get('/v1/setup', {
    summary: 'What the tenant has, of all that it needs before its numbers say something',
    answer: setupFacts,
  }),
  removeSample: remove('/v1/sample', {
    summary: 'Removes the sample data of a trial, whole: what was marked as sample when it was made, and nothing else',
    answer: sampleFacts,
    problems: [
      { status: 404, code: 'no_sample', when: 'there is no sample data' },
      { status: 409, code: 'last_admin', when: 'nobody could administer accounts after it' },
    ],
  }),
})
