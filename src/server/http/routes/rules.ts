import type { FastifyReply } from 'fastify'
import { ruleRoutes as routes } from '../../../shared/contract/routes/rules.ts'
import type { Proposal } from '../../../shared/contract/publication.ts'
import type { RuleSet } from '../../../shared/contract/ruleset.ts'
import { personOf } from '../../identity/principal.ts'
import { readProposal, seenBy } from '../../publication/proposals.ts'
import { approveProposal, dropProposal, publishRules, restoreRules } from '../../publication/publish.ts'
import { needsSecondAdmin } from '../../publication/second-admin.ts'
import { listWindows, removeWindow } from '../../rules/offered-windows.ts'
import { currentRules } from '../../rules/rules-store.ts'
import { readRuleUpdates } from '../../rules/starter-rules.ts'
import { listRuleVersions } from '../../rules/rules-versions.ts'
import { pageOf, pageOfAll } from '../filters.ts'
import { versionsIn } from '../preconditions.ts'
import type { Serve } from '../serve.ts'
import type { Tenant } from '../tenant.ts'

/** The rules in force, and their publication. */
export function ruleRoutes(serve: Serve): void {
  serve(routes.rules, async ({ tenant, request, reply }) => {
    const rules = await currentRules(tenant.database)
    withTag(reply, rules)
    return versionsIn(request.headers['if-none-match']).includes(rules.version) ? reply.code(304).send() : rules
  })
  serve(routes.publishRules, async ({ tenant, params, acting, principal, request, reply }) => {
    const publication = { baseVersion: params.ifMatch, ...acting }
    return answered(tenant, reply, await publishRules(tenant.database, request.body, publication, personOf(principal)))
  })
  serve(routes.ruleVersions, ({ tenant, params }) => listRuleVersions(tenant.database, pageOf(params)))
  serve(routes.restoreRules, async ({ tenant, params, acting, principal, reply }) => {
    const publication = { baseVersion: params.ifMatch, ...acting }
    return answered(
      tenant,
      reply,
      await restoreRules(tenant.database, params.version, publication, personOf(principal)),
    )
  })
  serve(routes.proposal, async ({ tenant, principal }) => {
    const person = personOf(principal)
    const [needed, waiting] = await Promise.all([
      needsSecondAdmin(tenant.database, person),
      readProposal(tenant.database),
    ])
    return { needsSecondAdmin: needed, proposal: waiting && seenBy(person, waiting) }
  })
  serve(routes.approveProposal, async ({ tenant, body, acting, principal }) => {
    const { version } = await approveProposal(tenant.database, body.id, acting, personOf(principal))
    tenant.signals.wake('dirty_claims')
    return { version }
  })
  serve(routes.dropProposal, async ({ tenant, acting, principal }) => {
    await dropProposal(tenant.database, acting, personOf(principal))
    return null
  })
  serve(routes.ruleUpdates, async ({ tenant, params }) => {
    const { database } = tenant
    return pageOfAll(await readRuleUpdates(database, await currentRules(database)), params)
  })
  serve(routes.ruleUse, ({ tenant, scope }) => tenant.readRuleUse(scope))
  serve(routes.unclassified, async ({ tenant, params }) => pageOfAll(await listWindows(tenant.database), params))
  serve(routes.removeOffer, async ({ tenant, params, acting }) => {
    await removeWindow(tenant.database, params, acting)
    return null
  })
}

/** What was published, or with 202 what waits. */
function answered(tenant: Tenant, reply: FastifyReply, outcome: RuleSet | Proposal): RuleSet | FastifyReply {
  if ('proposedBy' in outcome) return reply.code(202).send(outcome)
  tenant.signals.wake('dirty_claims')
  withTag(reply, outcome)
  return outcome
}

function withTag(reply: FastifyReply, rules: RuleSet): void {
  reply.header('etag', `"${rules.version}"`).header('cache-control', 'no-cache')
}
