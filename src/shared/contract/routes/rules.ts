import { ruleSetSchema } from '../ruleset.ts'
import { ifMatchParam } from './fields.ts'
import { routes, routesWith } from './route.ts'

const { get, put } = routesWith({ tag: 'Rules', access: 'person' })

export const ruleRoutes = routes({
  rules: get('/v1/rules', {
    summary: 'The rules in force; the ETag is their version',
    access: 'device_or_person',
    answer: ruleSetSchema,
  }),
  publishRules: put('/v1/rules', {
    summary: 'Publishes rules as the next version; If-Match is the version they were made from',
    params: { ifMatch: ifMatchParam },
    body: ruleSetSchema,
    // Shape, ids and patterns are checked together, so that every error is named.
    checkedByHandler: true,
    answer: ruleSetSchema,
    problems: [
      { status: 412, code: 'conflict', when: 'another version was published meanwhile' },
      { status: 422, code: 'bad_rules', when: 'the rules have errors, or agents would ignore a claimRef in them' },
    ],
  }),
})
