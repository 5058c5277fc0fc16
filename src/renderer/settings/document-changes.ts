import { translator } from '../text/translator.ts'
import { fieldsOf } from './document-fields.ts'
import { documents } from './documents.ts'
import { at, type Json } from './json-path.ts'
import type { FieldSpec } from './specs.ts'
import type { SettingsName } from '../../shared/contract/settings.ts'

const t = translator('settings.change')

/** What saving would change of one field, as the form shows it; '' is blank. */
export interface DocumentChange {
  readonly path: string
  readonly label: string
  readonly before: string
  readonly after: string
}

/**
 * What saving a document would change, a line for each field. A field of a list or of a team is named with its place there; what no field shows, as the
 * hidden insights, is one line.
 */
export function documentChanges(name: SettingsName, before: Json, after: Json): readonly DocumentChange[] {
  const fields = new Map([before, after].flatMap((body) => fieldsOf(documents[name], body)).map((f) => [f.path, f]))
  const changes = [...fields.values()].flatMap((field) => {
    const { path } = field
    if (JSON.stringify(at(before, path)) === JSON.stringify(at(after, path))) return []
    return [
      { path, label: labelOf(field), before: shown(field, at(before, path)), after: shown(field, at(after, path)) },
    ]
  })
  if (changes.length > 0 || JSON.stringify(before) === JSON.stringify(after)) return changes
  return [{ path: '', label: documents[name].name, before: '', after: t('other') }]
}

/** `Shift 2: Name`, `North: Monday` */
function labelOf({ path, label }: FieldSpec): string {
  const places = path.split('/').slice(0, -1)
  const names = places
    .filter((place) => !/^(hours|teams|rules|holidays|shifts|within|scope|when)$/.test(place))
    .map((place) =>
      /^\d+$/.test(place) ? t('row', { number: Number(place) + 1 }) : place.replaceAll('~1', '/').replaceAll('~0', '~'),
    )
  return [...names, label].join(' › ')
}

function shown({ input }: FieldSpec, value: Json): string {
  if (input.kind === 'check') return t(value === true ? 'on' : 'off')
  if (input.kind === 'select') return input.options.find((option) => option.value === value)?.name ?? ''
  if (input.secret) return value === undefined || value === null || value === '' ? '' : t('secret')
  return input.codec.show(value).replaceAll('\n', ', ')
}
