import type { FastifyReply } from 'fastify'
import { ruleRoutes as routes } from '../../../shared/contract/routes/rules.ts'
import type { RuleSet } from '../../../shared/contract/ruleset.ts'
import { currentRules, publishRules } from '../../rules/rules-store.ts'
import { listRuleVersions, restoreRules } from '../../rules/rules-versions.ts'
import { pageOf } from '../filters.ts'
import { versionsIn } from '../preconditions.ts'
import type { Serve } from '../serve.ts'

/** The rules in force, and their publication. */
export function ruleRoutes(serve: Serve): void {
  serve(routes.rules, async ({ tenant, request, reply }) => {
    const rules = await currentRules(tenant.database)
    withTag(reply, rules)
    return versionsIn(request.headers['if-none-match']).includes(rules.version) ? reply.code(304).send() : rules
  })
  serve(routes.publishRules, async ({ tenant, params, acting, request, reply }) => {
    const rules = await publishRules(tenant.database, request.body, { baseVersion: params.ifMatch, ...acting })
    tenant.signals.wake('dirty_claims')
    withTag(reply, rules)
    return rules
  })
  serve(routes.ruleVersions, ({ tenant, params }) => listRuleVersions(tenant.database, pageOf(params)))
  serve(routes.restoreRules, async ({ tenant, params, acting, reply }) => {
    const rules = await restoreRules(tenant.database, params.version, { baseVersion: params.ifMatch, ...acting })
    tenant.signals.wake('dirty_claims')
    withTag(reply, rules)
    return rules
  })
}

function withTag(reply: FastifyReply, rules: RuleSet): void {
  reply.header('etag', `"${rules.version}"`).header('cache-control', 'no-cache')
}
