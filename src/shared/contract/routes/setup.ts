import { setupFacts } from '../setup.ts'
import { routes, routesWith } from './route.ts'

const { get } = routesWith({ tag: 'Setup', access: 'person' })

export const setupRoutes = routes({
  setup: get('/v1/setup', {
    summary: 'What the tenant has, of all that it needs before its numbers say something',
    answer: setupFacts,
  }),
})
