import { reportRoutes as routes } from '../../../shared/contract/routes/reports.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { listAnnotations, listProposals } from '../../reports/annotations.ts'
import { listHiddenWork, listSpans, listTouches } from '../../reports/lists.ts'
import { listConnectivity, listInput, listManualTime } from '../../reports/manual-time-lists.ts'
import { readPanel } from '../../reports/panel.ts'
import { readRibbons } from '../../reports/ribbons.ts'
import { listDevices, listPeople, listUnobservable, listUserIds } from '../../reports/people.ts'
import { stoppedPeople } from '../../reports/stopped-agents.ts'
import { filtersOf, lastWeek, pageOf, pageOfAll } from '../filters.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** What people read of what devices recorded. */
export function reportRoutes(serve: Serve, { now }: RouteContext): void {
  serve(routes.panel, async ({ scope, tenant, params }) => {
    const at = now()
    const filters = await filtersOf(scope, params, lastWeek(params, at))
    const [zone, unobservable, stopped, shown] = await Promise.all([
      tenantZone(tenant.database),
      listUnobservable(scope, at),
      stoppedPeople(scope, at),
      listUserIds(scope, filters),
    ])
    // What agents hold back does not change a period that has ended.
    if (filters.to >= at) tenant.panelWatch.looked(shown)
    return readPanel(scope, filters, zone, { unobservable, stopped })
  })
  serve(routes.ribbons, ({ scope, params }) => readRibbons(scope, params, params.users))
  serve(routes.people, async ({ scope, params }) =>
    pageOfAll(await listPeople(scope, { userId: null, team: null }), params),
  )
  serve(routes.devices, async ({ scope, params }) => pageOfAll(await listDevices(scope, now()), params))
  serve(routes.spans, async ({ scope, params }) =>
    listSpans(scope, await filtersOf(scope, params), params, pageOf(params)),
  )
  serve(routes.touches, async ({ scope, params }) => listTouches(scope, await filtersOf(scope, params), pageOf(params)))
  serve(routes.hiddenWork, async ({ scope, params }) =>
    listHiddenWork(scope, await filtersOf(scope, params), params.kind, pageOf(params)),
  )
  serve(routes.manualTime, async ({ scope, params }) =>
    listManualTime(scope, await filtersOf(scope, params), pageOf(params)),
  )
  serve(routes.annotations, async ({ scope, params }) =>
    listAnnotations(scope, await filtersOf(scope, params), pageOf(params)),
  )
  serve(routes.classificationProposals, async ({ scope, params }) => pageOfAll(await listProposals(scope), params))
  serve(routes.input, async ({ scope, params }) => listInput(scope, await filtersOf(scope, params), pageOf(params)))
  serve(routes.connectivity, async ({ scope, params }) =>
    listConnectivity(scope, await filtersOf(scope, params), pageOf(params)),
  )
}
