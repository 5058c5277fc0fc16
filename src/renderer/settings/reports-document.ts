import { reportPeriods, weekdays } from '../../shared/contract/settings.ts'
import { translator } from '../text/translator.ts'
import { list, monthDay, text, time } from './codecs.ts'
import { anyField, idField } from './shared-fields.ts'
import { type DocumentSpec, type FieldSpec, input } from './specs.ts'

const t = translator('settings')
const nameOfWeekday = translator('weekdays')

/** A choice of a closed list. */
function select<Value extends string>(
  path: string,
  label: string,
  values: readonly Value[],
  name: (value: Value) => string,
): FieldSpec {
  return { path, label, input: { kind: 'select', options: values.map((value) => ({ value, name: name(value) })) } }
}

export const reportsDocument: DocumentSpec = {
  name: t('reports.name'),
  explanation: t('reports.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('reports.senderTitle'),
      explanation: t('reports.senderExplanation'),
      fields: [{ path: 'from', label: t('alerting.from'), input: input(text('null')), invalid: t('error.email') }],
    },
    {
      kind: 'rows',
      title: t('reports.schedulesTitle'),
      explanation: t('reports.schedulesExplanation'),
      path: 'schedules',
      noun: t('reports.schedule'),
      fields: [
        idField,
        { path: 'name', label: t('field.name'), input: input(text('empty')), invalid: t('reports.nameInvalid') },
        {
          path: 'to',
          label: t('alerting.to'),
          input: input(list('empty')),
          hint: t('reports.toHint'),
          invalid: t('error.email'),
        },
        select('every', t('reports.every'), ['week', 'month'] as const, (value) => t(`reports.everyName.${value}`)),
        {
          ...select('weekday', t('reports.weekday'), weekdays, (day) => nameOfWeekday(day)),
          when: { path: 'every', is: 'week' },
        },
        {
          path: 'monthDay',
          label: t('reports.monthDay'),
          when: { path: 'every', is: 'month' },
          input: input(monthDay),
          hint: t('reports.monthDayHint'),
          invalid: t('reports.monthDayInvalid'),
        },
        {
          path: 'time',
          label: t('reports.time'),
          input: input(time),
          hint: t('reports.timeHint'),
          invalid: t('error.time'),
        },
        select('period', t('reports.period'), reportPeriods, (period) => t(`reports.periodName.${period}`)),
        anyField('team', t('reports.team')),
        anyField('payer', t('payers.payer')),
        { path: 'enabled', label: t('reports.enabled'), input: { kind: 'check' } },
      ],
      fresh: (index) => ({
        ...{ id: `report-${index + 1}`, name: '', to: [], every: 'week', weekday: 'mon', monthDay: 1 },
        ...{ time: '07:00', period: 'last_week', enabled: true },
      }),
    },
    {
      kind: 'report schedules',
      title: t('reports.statusTitle'),
      explanation: t('reports.statusExplanation'),
    },
  ],
}
