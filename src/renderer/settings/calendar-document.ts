import { weekdays } from '../../shared/contract/settings.ts'
import { hours, list, text } from './codecs.ts'
import { type DocumentSpec, type FieldSpec, input, type RowsSpec } from './specs.ts'

const days = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}

// Of everybody's calendar and of a team's own alike; paths from where the calendar stands.
export const zoneField = { path: 'zone', label: 'Time zone', hint: 'IANA, such as America/New_York' } as const
export const hourFields: readonly FieldSpec[] = weekdays.map((weekday) => ({
  path: `hours/${weekday}`,
  label: days[weekday],
  input: input(hours),
  placeholder: 'closed',
}))
export const holidaysField: FieldSpec = {
  path: 'holidays',
  label: 'One date a line',
  input: { kind: 'text', codec: list('empty', true), lines: true },
  placeholder: '2026-12-25',
}
export const shiftRows: RowsSpec = {
  path: 'shifts',
  noun: 'shift',
  fields: [
    { path: 'name', label: 'Name', input: input(text('empty')) },
    { path: 'from', label: 'From', input: input(text('empty')), placeholder: '08:00' },
    { path: 'to', label: 'To', input: input(text('empty')), placeholder: '16:00' },
  ],
  fresh: () => ({ name: '', from: '08:00', to: '16:00' }),
}

export const calendarDocument: DocumentSpec = {
  name: 'Calendar',
  explanation: 'when work is done: SLAs run in these hours only',
  sections: [
    {
      kind: 'fields',
      title: 'Hours',
      explanation: 'by weekday, in the zone; several stretches with commas, empty is closed',
      fields: [{ ...zoneField, input: input(text('null')), placeholder: 'the endpoint’s own' }, ...hourFields],
    },
    { kind: 'fields', title: 'Holidays', explanation: 'days on which nothing is open', fields: [holidaysField] },
    {
      kind: 'rows',
      title: 'Shifts',
      explanation: 'by their local hours; one that ends before it begins goes over midnight',
      ...shiftRows,
    },
    {
      kind: 'teams',
      title: 'Teams',
      explanation: 'what a team has of its own replaces the above, whole; what it has not is as above',
    },
  ],
}
