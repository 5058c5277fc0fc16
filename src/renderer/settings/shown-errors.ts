import type { DocumentSpec, FieldSpec, SectionSpec } from './specs.ts'

/** Whether a field of the form stands for the place an error names, so that it is shown there. */
export function isShown({ sections }: DocumentSpec, place: string): boolean {
  return sections.some((section) => isShownBy(section, place))
}

function isShownBy(section: SectionSpec, place: string): boolean {
  switch (section.kind) {
    case 'fields':
      return isOf(section.fields, '', place)
    case 'rows': {
      const row = new RegExp(`^${section.path}/\\d+/`).exec(place)
      return row !== null && isOf(section.fields, row[0], place)
    }
    case 'targets':
      return place.startsWith('targets/')
    case 'teams':
      return /^teams\/[^/]*\/(zone|hours|holidays|shifts)/.test(place)
    case 'findings':
      return false
  }
}

function isOf(fields: readonly FieldSpec[], prefix: string, place: string): boolean {
  return fields.some(({ path }) => `${place}/`.startsWith(`${prefix}${path}/`))
}
