import { personRoutes as routes } from '../../../shared/contract/routes/people.ts'
import { recordAlone } from '../../audit/append.ts'
import { addPeople, linesOf, previewPeople } from '../../people/add-people.ts'
import { changePerson } from '../../people/change-person.ts'
import { deletePerson } from '../../people/delete-person.ts'
import { giveAccess } from '../../people/give-access.ts'
import { exportPerson } from '../../people/export-person.ts'
import { tenantZone } from '../../identity/tenant.ts'
import type { Serve } from '../serve.ts'

/** One person: who they are, and everything of them, handed out or deleted. */
export function personRoutes(serve: Serve): void {
  serve(routes.exportPerson, async ({ tenant, scope, params, acting, reply }) => {
    const { personId, file } = await exportPerson(scope, params.id)
    await recordAlone(tenant.database, acting, { action: 'exported', object: 'person.zip', people: [personId] })
    return reply
      .type(routes.exportPerson.produces ?? '')
      .header('content-disposition', 'attachment; filename="person.zip"')
      .send(file)
  })
  serve(routes.addPeople, async ({ tenant, params, body, acting }) => {
    const lines = linesOf(body)
    if (params.preview !== undefined) return previewPeople(tenant.database, lines)
    const leaveOut = params.leaveOutFaultyRows !== undefined
    const answer = await addPeople(tenant.database, lines, { leaveOut }, acting)
    tenant.signals.wake('roll_up', 'due_status')
    return answer
  })
  serve(routes.givePeopleAccess, ({ tenant, body, acting }) => giveAccess(tenant.database, body, acting))
  serve(routes.changePerson, async ({ tenant, params, body, acting }) => {
    const { database, signals } = tenant
    const changed = await changePerson(database, params.id, body, acting, await tenantZone(database))
    signals.wake('roll_up', 'due_status')
    return changed
  })
  serve(routes.deletePerson, async ({ tenant, params, acting }) => {
    const deleted = await deletePerson(tenant, params.id, acting)
    tenant.signals.wake('roll_up', 'dirty_claims')
    return deleted
  })
}
