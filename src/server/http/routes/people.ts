import { personRoutes as routes } from '../../../shared/contract/routes/people.ts'
import { deletePerson } from '../../people/delete-person.ts'
import { exportPerson } from '../../people/export-person.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** Everything of one person: handed out, or deleted. */
export function personRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.exportPerson, async ({ scope, params, reply }) =>
    reply
      .type(routes.exportPerson.produces ?? '')
      .header('content-disposition', 'attachment; filename="person.zip"')
      .send(await exportPerson(scope, params.id)),
  )
  serve(routes.deletePerson, async ({ tenant, params }) => {
    const deleted = await deletePerson(tenant, params.id, now())
    tenant.signals.wake('roll_up', 'dirty_claims')
    return deleted
  })
}
