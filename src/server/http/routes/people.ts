import { personRoutes as routes } from '../../../shared/contract/routes/people.ts'
import { recordAlone } from '../../audit/append.ts'
import { deletePerson } from '../../people/delete-person.ts'
import { exportPerson } from '../../people/export-person.ts'
import type { Serve } from '../serve.ts'

/** Everything of one person: handed out, or deleted. */
export function personRoutes(serve: Serve): void {
  serve(routes.exportPerson, async ({ tenant, scope, params, acting, reply }) => {
    const { personId, file } = await exportPerson(scope, params.id)
    await recordAlone(tenant.database, acting, { action: 'exported', object: 'person.zip', people: [personId] })
    return reply
      .type(routes.exportPerson.produces ?? '')
      .header('content-disposition', 'attachment; filename="person.zip"')
      .send(file)
  })
  serve(routes.deletePerson, async ({ tenant, params, acting }) => {
    const deleted = await deletePerson(tenant, params.id, acting)
    tenant.signals.wake('roll_up', 'dirty_claims')
    return deleted
  })
}
