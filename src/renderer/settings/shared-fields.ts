import { translator } from '../text/translator.ts'
import { list, number, text } from './codecs.ts'
import { type FieldSpec, input } from './specs.ts'

const t = translator('settings')

export const idField: FieldSpec = {
  path: 'id',
  label: t('field.id'),
  input: input(text('empty')),
  placeholder: t('field.idPlaceholder'),
  invalid: t('error.id'),
}

/** A condition on one value; blank: it holds for any. */
export const anyField = (path: string, label: string): FieldSpec => ({
  path,
  label,
  input: input(text('left out')),
  placeholder: t('scope.any'),
})

/** The conditions that say which denials a rule or an SLA applies to. */
export const scopeFields = (prefix: string): readonly FieldSpec[] => [
  ...(['payers', 'categories', 'serviceLines'] as const).map((name) => ({
    folded: true,
    path: `${prefix}/${name}`,
    label: t(`scope.${name}`),
    input: input(list('left out')),
    placeholder: t('scope.any'),
  })),
  {
    folded: true,
    path: `${prefix}/minDeniedCents`,
    label: t('scope.from'),
    input: input(number('left out', 100)),
    placeholder: '0',
  },
  {
    folded: true,
    path: `${prefix}/maxDeniedCents`,
    label: t('scope.to'),
    input: input(number('left out', 100)),
    placeholder: t('scope.noLimit'),
  },
]
