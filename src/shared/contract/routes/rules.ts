import { ruleSetSchema } from '../ruleset.ts'
import { pageOf } from '../answer-fields.ts'
import { documentVersion } from '../versions.ts'
import { ifMatchParam, pageShape, versionParam } from './fields.ts'
import { routes, routesWith } from './route.ts'

const { get, post, put } = routesWith({ tag: 'Rules', access: 'person' })

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
  ruleVersions: get('/v1/rules/versions', {
    summary: 'Every version of the rules, the newest first: who published it, when, and what it changed',
    params: pageShape,
    answer: pageOf(documentVersion),
  }),
  restoreRules: post('/v1/rules/versions/{version}/restore', {
    summary: 'Publishes an earlier version again, as the next one; If-Match is the version in force',
    params: { version: versionParam, ifMatch: ifMatchParam },
    answer: ruleSetSchema,
    problems: [
      { status: 404, code: 'unknown_version', when: 'there is no such version' },
      { status: 412, code: 'conflict', when: 'another version was published meanwhile' },
      { status: 422, code: 'bad_rules', when: 'today they could not be published' },
    ],
  }),
})
