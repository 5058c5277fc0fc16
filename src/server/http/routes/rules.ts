import type { FastifyReply } from 'fastify'
import { ruleSetSchema } from '../../../shared/contract/ruleset.ts'
import type { RuleSet } from '../../../shared/contract/ruleset.ts'
import { currentRules, publishRules } from '../../rules/rules-store.ts'
import { authorOf, principalOf } from '../authenticate.ts'
import { readJson } from '../body.ts'
import { baseVersion, versionsIn } from '../preconditions.ts'
import type { App, RouteContext } from './context.ts'

/** The rules in force, and their publication. */
export function ruleRoutes(app: App, { database, tenantId, authenticate, now }: RouteContext): void {
  app.get(
    '/v1/rules',
    {
      schema: {
        summary: 'The rules in force; the ETag is their version',
        response: { 200: ruleSetSchema },
        security: [{ bearer: [] }, { deviceSignature: [] }],
      },
      preValidation: [authenticate.anyone],
    },
    async (request, reply) => {
      const rules = await currentRules(database, tenantId)
      if (versionsIn(request.headers['if-none-match']).includes(rules.version)) {
        return withTag(reply, rules).code(304).send()
      }
      return withTag(reply, rules).send(rules)
    },
  )

  app.put(
    '/v1/rules',
    {
      schema: {
        summary: 'Publishes rules as the next version; If-Match is the version they were made from',
        body: ruleSetSchema,
        response: { 200: ruleSetSchema },
        security: [{ bearer: [] }],
      },
      // The schema documents; compileRuleSet checks shape, ids and patterns at once and names every finding.
      validatorCompiler: () => (value) => ({ value }),
      preValidation: [authenticate.person('admin'), readJson],
    },
    async (request, reply) => {
      const rules = await publishRules(database, tenantId, request.body, {
        baseVersion: baseVersion(request, 'the rules'),
        by: authorOf(principalOf(request)),
        now: now(),
      })
      return withTag(reply, rules).send(rules)
    },
  )
}

function withTag(reply: FastifyReply, rules: RuleSet): FastifyReply {
  return reply.header('etag', `"${rules.version}"`).header('cache-control', 'no-cache')
}
