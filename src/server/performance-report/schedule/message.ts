import type { EmailBody } from '../../delivery/send-email.ts'
import type { ReportPage } from '../page.ts'

/** The message around a report: its key figures in plain text, for those who read it on the phone. */
export function reportMessage(page: ReportPage, name: string, isTest: boolean): EmailBody {
  const figures = page.figures.rows.map((row) => {
    const notes = [`before ${row.before}`, row.change, row.target === '' ? '' : `target ${row.target}`]
    return `${row.name}: ${row.now} (${notes.filter((note) => note !== '').join('; ')})`
  })
  const text = [
    page.title,
    page.period,
    page.filters,
    '',
    page.targets,
    '',
    ...figures,
    ...page.figures.notes,
    '',
    ...page.advice.rows.slice(0, 1).map(({ advice }) => `First thing to do: ${advice}`),
    'Trends, payers, root causes and what to do are in the attached PDF.',
    ...(isTest ? ['This is a test. The report goes out by its schedule as well.'] : []),
    '',
  ]
  // In ASCII, so that no mail program shows it encoded.
  const period = (page.period.split(', compared')[0] ?? '').replace(' – ', ' to ')
  return { subject: `${isTest ? 'Test: ' : ''}${name}, ${period}`, text: text.join('\n') }
}
