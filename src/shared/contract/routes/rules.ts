import { z } from 'zod'
import { approvalSchema, approvedSchema, proposalSchema, waitingProposal } from '../publication.ts'
import { RULE_USE_DAYS, ruleUse } from '../rule-use.ts'
import { ruleUpdate } from '../rule-updates.ts'
import { ruleSetSchema } from '../ruleset.ts'
import { listedWindow } from '../unclassified.ts'
import { LONGEST_SHAPE } from '../../window-shape/index.ts'
import { pageOf } from '../answer-fields.ts'
import { documentVersion } from '../versions.ts'
import { ifMatchParam, pageShape, versionParam } from './fields.ts'
import { routes, routesWith } from './route.ts'

const { get, post, put, remove } = routesWith({ tag: 'Rules', access: 'person' })

/** Rules that are published, or wait: then the status is 202. */
const publishedOrProposed = z.union([ruleSetSchema, proposalSchema])
const proposalWaits = {
  status: 409,
  code: 'proposal_waits',
  when: 'a publication by somebody else waits for a second admin',
}
const noProposal = { status: 404, code: 'no_proposal', when: 'it does not wait any more' }

export const ruleRoutes = routes({
  rules: get('/v1/rules', {
    summary: 'The rules in force; the ETag is their version',
    access: 'device_or_person',
    answer: ruleSetSchema,
  }),
  publishRules: put('/v1/rules', {
    summary: 'Publishes rules as the next version; If-Match is the version they were made from',
    description:
      'What touches claim references, counts or privacy waits for another admin as soon as there are two: it is answered 202 with the proposal.',
    params: { ifMatch: ifMatchParam },
    body: ruleSetSchema,
    // Shape, ids and patterns are checked together, so that every error is named.
    checkedByHandler: true,
    answer: publishedOrProposed,
    problems: [
      proposalWaits,
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
    answer: publishedOrProposed,
    problems: [
      proposalWaits,
      { status: 404, code: 'unknown_version', when: 'there is no such version' },
      { status: 412, code: 'conflict', when: 'another version was published meanwhile' },
      { status: 422, code: 'bad_rules', when: 'today they could not be published' },
    ],
  }),
  proposal: get('/v1/rules/proposal', {
    summary: 'The publication that waits for a second admin',
    answer: waitingProposal,
  }),
  approveProposal: post('/v1/rules/proposal/approve', {
    summary: 'Publishes what another admin proposed',
    body: approvalSchema,
    answer: approvedSchema,
    problems: [
      { status: 403, code: 'own_proposal', when: 'whoever asks proposed it' },
      noProposal,
      { status: 409, code: 'no_account', when: 'it is the admin token of the endpoint itself, which is nobody' },
      { status: 409, code: 'proposer_left', when: 'whoever proposed it is no admin any more' },
      { status: 412, code: 'conflict', when: 'another version was published meanwhile' },
      { status: 422, code: 'bad_rules', when: 'today they could not be published' },
    ],
  }),
  dropProposal: remove('/v1/rules/proposal', {
    summary: 'Withdraws one’s own proposal, or refuses that of another admin',
    problems: [noProposal],
  }),
  ruleUpdates: get('/v1/rules/updates', {
    summary:
      'What the starter rules of this version of the endpoint would change of rules that nobody here has changed',
    params: pageShape,
    answer: pageOf(ruleUpdate),
  }),
  ruleUse: get('/v1/rules/use', {
    summary: `Recorded time by rule in the last ${RULE_USE_DAYS} whole days, and how much no rule names, without persons`,
    answer: ruleUse,
  }),
  unclassified: get('/v1/unclassified', {
    summary:
      'Windows that no rule names, by program and shape, without persons: those that billers offered, and those that three devices or more counted in a week',
    params: pageShape,
    answer: pageOf(listedWindow),
  }),
  removeOffer: remove('/v1/unclassified', {
    summary: 'Takes a window off the list',
    params: { program: z.string().min(1).max(200), shape: z.string().max(LONGEST_SHAPE) },
    problems: [{ status: 404, code: 'unknown_window', when: 'it is not on the list' }],
  }),
})
