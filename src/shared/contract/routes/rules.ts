import { z } from 'zod'
import { ruleSetSchema } from '../ruleset.ts'
import { ifMatchParam } from './fields.ts'
import { route, routes } from './route.ts'

const tag = 'Rules'

export const ruleRoutes = routes({
  rules: route({
    method: 'GET',
    path: '/v1/rules',
    tag,
    summary: 'The rules in force; the ETag is their version',
    access: 'device_or_person',
    answer: ruleSetSchema,
  }),
  publishRules: route({
    method: 'PUT',
    path: '/v1/rules',
    tag,
    summary: 'Publishes rules as the next version; If-Match is the version they were made from',
    access: ['admin'],
    params: z.strictObject({ ifMatch: ifMatchParam }),
    body: ruleSetSchema,
    // Shape, ids and patterns are checked together, so that every error is named.
    checkedByHandler: true,
    answer: ruleSetSchema,
    problems: [
      { status: 412, code: 'conflict', when: 'another version was published meanwhile' },
      { status: 422, code: 'bad_rules', when: 'the rules have errors' },
    ],
  }),
})
