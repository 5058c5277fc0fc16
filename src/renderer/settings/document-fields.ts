import { holidaysField, hourFields, shiftRows, zoneField } from './calendar-document.ts'
import { translator } from '../text/translator.ts'
import { number, text } from './codecs.ts'
import { at, type Json, keyOf } from './json-path.ts'
import { below, type DocumentSpec, type FieldSpec, input, isAsked, type RowsSpec, type SectionSpec } from './specs.ts'
import { teamPath, teamsOf } from './team-calendars.ts'

const t = translator('settings')

/** Every field that the form shows for a document, each with its full path. */
export function fieldsOf({ sections }: DocumentSpec, body: Json): readonly FieldSpec[] {
  return sections.flatMap((section) => fieldsOfSection(section, body))
}

function fieldsOfSection(section: SectionSpec, body: Json): readonly FieldSpec[] {
  switch (section.kind) {
    case 'fields':
      return section.fields.filter((spec) => isAsked(spec, body))
    case 'rows':
      return fieldsOfRows(section, body)
    case 'targets':
      return Object.keys(objectAt(body, 'targets')).map((id) => ({
        path: `targets/${keyOf(id)}`,
        label: t('targets.target'),
        input: input(number('left out')),
      }))
    case 'teams':
      return teamsOf(body).flatMap((team) => fieldsOfTeam(teamPath(team), body))
    case 'insights':
    case 'report schedules':
    case 'releases':
    case 'undecided codes':
      return []
  }
}

function fieldsOfRows({ path, fields }: RowsSpec, body: Json): readonly FieldSpec[] {
  const rows = at(body, path)
  return (Array.isArray(rows) ? (rows as Json[]) : []).flatMap((row, index) =>
    below(
      `${path}/${index}`,
      fields.filter((spec) => isAsked(spec, row)),
    ),
  )
}

function fieldsOfTeam(path: string, body: Json): readonly FieldSpec[] {
  const has = (part: string) => at(body, `${path}/${part}`) !== undefined
  return [
    ...below(path, [
      { ...zoneField, input: input(text('left out')) },
      ...(has('hours') ? hourFields : []),
      ...(has('holidays') ? [holidaysField] : []),
    ]),
    ...fieldsOfRows({ ...shiftRows, path: `${path}/${shiftRows.path}` }, body),
  ]
}

function objectAt(body: Json, path: string): object {
  const value = at(body, path)
  return typeof value === 'object' && value !== null ? value : {}
}
