import type { FastifyReply } from 'fastify'
import { ruleRoutes as routes } from '../../../shared/contract/routes/rules.ts'
import type { RuleSet } from '../../../shared/contract/ruleset.ts'
import { authorOf } from '../../identity/principal.ts'
import { currentRules, publishRules } from '../../rules/rules-store.ts'
import { versionsIn } from '../preconditions.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** The rules in force, and their publication. */
export function ruleRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.rules, async ({ tenant, request, reply }) => {
    const rules = await currentRules(tenant.database)
    withTag(reply, rules)
    return versionsIn(request.headers['if-none-match']).includes(rules.version) ? reply.code(304).send() : rules
  })
  serve(routes.publishRules, async ({ tenant, params, principal, request, reply }) => {
    const rules = await publishRules(tenant.database, request.body, {
      baseVersion: params.ifMatch,
      by: authorOf(principal),
      now: now(),
    })
    tenant.signals.wake('dirty_claims')
    withTag(reply, rules)
    return rules
  })
}

function withTag(reply: FastifyReply, rules: RuleSet): void {
  reply.header('etag', `"${rules.version}"`).header('cache-control', 'no-cache')
}
