import { weekdays } from '../../shared/contract/settings.ts'
import { translator } from '../text/translator.ts'
import { dates, hours, text, time } from './codecs.ts'
import { type DocumentSpec, type FieldSpec, input, type RowsSpec } from './specs.ts'

const t = translator('settings')
const nameOfWeekday = translator('weekdays')

// The default calendar and the calendar of a team share these fields; their paths start where the calendar stands.
export const zoneField = {
  path: 'zone',
  label: t('calendar.zone'),
  hint: t('calendar.zoneHint', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
  invalid: t('error.zone'),
  suggestions: Intl.supportedValuesOf('timeZone'),
} as const
export const hourFields: readonly FieldSpec[] = weekdays.map((weekday) => ({
  path: `hours/${weekday}`,
  label: nameOfWeekday(weekday),
  input: input(hours),
  placeholder: t('calendar.closed'),
  wide: true,
  invalid: t('error.hours'),
}))
export const holidaysField: FieldSpec = {
  path: 'holidays',
  label: t('calendar.holidays'),
  input: { kind: 'text', codec: dates, lines: true },
  placeholder: '12/25/2026',
  invalid: t('error.date'),
}
export const shiftRows: RowsSpec = {
  path: 'shifts',
  noun: t('calendar.shift'),
  fields: [
    { path: 'name', label: t('calendar.shiftName'), input: input(text('empty')) },
    { path: 'from', label: t('calendar.from'), input: input(time), invalid: t('error.quarterHour') },
    { path: 'to', label: t('calendar.to'), input: input(time), invalid: t('error.quarterHour') },
  ],
  fresh: () => ({ name: '', from: '08:00', to: '16:00' }),
}

export const calendarDocument: DocumentSpec = {
  name: t('calendar.name'),
  explanation: t('calendar.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('calendar.hoursTitle'),
      explanation: t('calendar.hoursExplanation'),
      fields: [{ ...zoneField, input: input(text('null')), placeholder: t('calendar.zoneDefault') }, ...hourFields],
    },
    {
      kind: 'fields',
      title: t('calendar.holidaysTitle'),
      explanation: t('calendar.holidaysExplanation'),
      fields: [holidaysField],
    },
    { kind: 'rows', title: t('calendar.shiftsTitle'), explanation: t('calendar.shiftsExplanation'), ...shiftRows },
    { kind: 'teams', title: t('teams.title'), explanation: t('teams.explanation') },
  ],
}
