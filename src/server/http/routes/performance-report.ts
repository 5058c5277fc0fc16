import { randomUUID } from 'node:crypto'
import { recordAlone } from '../../audit/append.ts'
import { performanceReportRoutes as routes } from '../../../shared/contract/routes/performance-report.ts'
import { periodBefore, type Period } from '../../../shared/performance/index.ts'
import { DeliveryFailed } from '../../delivery/delivery-failed.ts'
import type { Mailer } from '../../delivery/send-email.ts'
import { problem } from '../../errors/problem.ts'
import { tenantZone } from '../../identity/tenant.ts'
import { denialFiltersOf } from '../../metrics/dimension-sql.ts'
import { makePdf } from '../../performance-report/make-pdf.ts'
import { readScheduleStatus } from '../../performance-report/schedule/schedule-status.ts'
import { sendReport } from '../../performance-report/schedule/send-report.ts'
import { readSettings } from '../../settings/settings-store.ts'
import { checkNames, filtersOf, lastWeek, pageOfAll } from '../filters.ts'
import type { Call, Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'

/** A test goes to the recipients of a schedule. */
const TESTS_PER_MINUTE = 10

/** The Performance screen as a page to print, and the schedules by which it is sent. */
export function performanceReportRoutes(serve: Serve, { now }: RouteContext, mailer: Mailer | null): void {
  serve(routes.performancePdf, async ({ scope, tenant, params, reply, acting }) => {
    const [{ from, to, ...filters }, zone] = await Promise.all([
      filtersOf(scope, params, lastWeek(params, now())),
      tenantZone(tenant.database),
    ])
    await checkNames(scope, filters)
    const period = { from, to }
    const pdf = await makePdf(
      scope,
      {
        ...{ period, before: comparedWith(params) ?? periodBefore(period, zone) },
        ...{ filters, denialFilters: denialFiltersOf(params), shift: params.shift, attributions: params.attribution },
      },
      tenant,
      { zone, now: now() },
    )
    await recordAlone(tenant.database, acting, {
      ...{
        action: 'exported',
        object: 'performance.pdf',
        people: filters.userId === null ? [] : [filters.userId],
        period,
      },
      after: { team: filters.team },
    })
    return reply
      .type(routes.performancePdf.produces ?? '')
      .header('content-disposition', 'inline; filename="performance.pdf"')
      .send(pdf)
  })
  serve(routes.reportSchedules, async ({ tenant, params }) =>
    pageOfAll(await readScheduleStatus(tenant.database, { now: now(), canMail: mailer !== null }), params),
  )
  serve(
    routes.sendTestReport,
    async ({ tenant, params, acting }) => {
      const { body } = await readSettings(tenant.database, 'reports')
      const schedule = body.schedules.find(({ id }) => id === params.id)
      if (!schedule || body.from === null) {
        throw problem(404, 'unknown_schedule', 'There is no such schedule. Save it before you send a test.')
      }
      try {
        const { period } = await sendReport(tenant.database, tenant, mailer, {
          ...{ schedule, from: body.from, dueAt: now(), now: now() },
          ...{ messageId: `report-test.${randomUUID()}`, isTest: true, record: acting.record },
        })
        return { recipients: schedule.to.length, from: period.from, to: period.to }
      } catch (error) {
        if (error instanceof DeliveryFailed)
          throw problem(502, 'not_sent', `The report was not sent: ${error.message}.`)
        throw error
      }
    },
    { rateLimit: { perMinute: TESTS_PER_MINUTE } },
  )
}

/** The period to compare to; null: none was named. @throws HttpProblem 400 `bad_parameter` */
function comparedWith({
  compareFrom,
  compareTo,
}: Pick<Call<typeof routes.performancePdf>['params'], 'compareFrom' | 'compareTo'>): Period | null {
  if (compareFrom === undefined && compareTo === undefined) return null
  if (compareFrom !== undefined && compareTo !== undefined && compareFrom < compareTo) {
    return { from: compareFrom, to: compareTo }
  }
  throw problem(400, 'bad_parameter', 'Not valid: compareTo', {
    errors: [{ pointer: '/compareTo', detail: 'must be after compareFrom; they are given together' }],
  })
}
