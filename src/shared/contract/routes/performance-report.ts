import { z } from 'zod'
import { pageOf } from '../answer-fields.ts'
import { reportScheduleStatus, sentTestReport } from '../performance-report.ts'
import { instantParam, pageShape } from './fields.ts'
import { metricShape } from './metrics.ts'
import { routes, routesWith, unknownUser } from './route.ts'

const { get, post } = routesWith({ tag: 'Reports', access: 'person' })

export const performanceReportRoutes = routes({
  performancePdf: get('/v1/reports/performance.pdf', {
    summary:
      'The Performance screen as one printed page. Without a period: the last seven days; without one to compare to: as many days before',
    params: { ...metricShape, compareFrom: instantParam.optional(), compareTo: instantParam.optional() },
    produces: 'application/pdf',
    problems: [
      unknownUser,
      { status: 404, code: 'unknown_team', when: 'the parameter team names no team' },
      { status: 404, code: 'unknown_payer', when: 'the parameter payer names no payer on file' },
    ],
  }),
  reportSchedules: get('/v1/report-schedules', {
    summary: 'What each schedule of the settings `reports` has sent and will send, with its last failure',
    params: pageShape,
    answer: pageOf(reportScheduleStatus),
  }),
  sendTestReport: post('/v1/report-schedules/{id}/test', {
    summary: 'Sends the report of a saved schedule to its recipients now, once',
    params: { id: z.string().min(1).max(64) },
    answer: sentTestReport,
    problems: [
      { status: 404, code: 'unknown_schedule', when: 'there is no such schedule in the settings `reports`' },
      { status: 502, code: 'not_sent', when: 'the mail server did not accept it, or there is none' },
    ],
  }),
})
