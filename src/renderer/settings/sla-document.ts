import { denialStates } from '../../shared/contract/denials.ts'
import { slaKinds } from '../../shared/contract/settings.ts'
import { translator } from '../text/translator.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { choices, date, list, number, text } from './codecs.ts'
import { idField, scopeFields } from './shared-fields.ts'
import { type DocumentSpec, input } from './specs.ts'

const t = translator('settings')

const units = ['business_hours', 'business_days', 'calendar_days'] as const

export const slaDocument: DocumentSpec = {
  name: t('slas.name'),
  explanation: t('slas.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('slas.startTitle'),
      explanation: t('slas.startExplanation'),
      fields: [
        {
          path: 'startsOn',
          label: t('slas.startsOn'),
          input: input(date),
          placeholder: t('slas.noStart'),
          invalid: t('error.date'),
        },
      ],
    },
    {
      kind: 'rows',
      title: t('slas.definitionsTitle'),
      explanation: t('slas.definitionsExplanation'),
      path: 'slas',
      noun: t('slas.sla'),
      fields: [
        idField,
        { path: 'name', label: t('field.name'), input: input(text('empty')) },
        {
          path: 'kind',
          label: t('slas.kind'),
          input: {
            kind: 'select',
            options: slaKinds.map((kind) => ({ value: kind, name: t(`slas.kindName.${kind}`) })),
          },
        },
        { path: 'within/amount', label: t('slas.amount'), input: input(number('empty')) },
        {
          path: 'within/unit',
          label: t('slas.unit'),
          input: { kind: 'select', options: units.map((unit) => ({ value: unit, name: t(`slas.unitName.${unit}`) })) },
        },
        { path: 'warnHours', label: t('slas.warnHours'), input: input(number('empty')) },
        ...scopeFields('scope'),
        {
          folded: true,
          path: 'scope/queues',
          label: t('scope.queues'),
          input: input(list('left out')),
          placeholder: t('scope.any'),
        },
        {
          folded: true,
          path: 'scope/teams',
          label: t('scope.teams'),
          input: input(list('left out')),
          placeholder: t('scope.any'),
        },
        {
          path: 'states',
          label: t('slas.states'),
          when: { path: 'kind', is: 'custom' },
          input: input(choices('left out', denialStateLabels)),
          hint: t('slas.statesHint', { states: denialStates.map((state) => denialStateLabels[state]).join(', ') }),
          invalid: t('error.state'),
        },
        { path: 'enabled', label: t('slas.enabled'), input: { kind: 'check' } },
      ],
      fresh: (index) => ({
        id: `sla-${index + 1}`,
        name: '',
        kind: 'first_touch',
        within: { amount: 1, unit: 'business_days' },
        warnHours: 24,
        scope: {},
        enabled: true,
      }),
    },
  ],
}
