import type { SettingsName } from '../../shared/contract/settings.ts'
import { translator } from '../text/translator.ts'
import { alertingDocument } from './alerting-document.ts'
import { calendarDocument } from './calendar-document.ts'
import { list, number, text } from './codecs.ts'
import { idField, scopeFields } from './shared-fields.ts'
import { slaDocument } from './sla-document.ts'
import { type DocumentSpec, input } from './specs.ts'

const t = translator('settings')

const contracts: DocumentSpec = {
  name: t('contracts.name'),
  explanation: t('contracts.explanation'),
  sections: [
    {
      kind: 'rows',
      title: t('contracts.rulesTitle'),
      explanation: t('contracts.rulesExplanation'),
      path: 'rules',
      noun: t('contracts.rule'),
      ordered: true,
      fields: [
        idField,
        {
          path: 'payer',
          label: t('contracts.payer'),
          input: input(text('left out')),
          placeholder: t('scope.any'),
        },
        {
          path: 'claimFilingIndicators',
          label: t('contracts.planTypes'),
          input: input(list('left out')),
          placeholder: t('scope.any'),
        },
        {
          path: 'appealDays',
          label: t('contracts.appealDays'),
          input: input(number('null')),
          placeholder: t('economics.notSet'),
        },
        {
          path: 'receiptDays',
          label: t('contracts.receiptDays'),
          input: input(number('left out')),
          placeholder: '0',
        },
        {
          path: 'followUpDays',
          label: t('contracts.followUpDays'),
          input: input(number('left out')),
          placeholder: '7',
        },
        { path: 'source', label: t('contracts.source'), input: input(text('left out')) },
        { path: 'assumed', label: t('contracts.assumed'), input: { kind: 'check' } },
      ],
      fresh: (index) => ({ id: `rule-${index + 1}`, appealDays: null, receiptDays: 0 }),
    },
  ],
}

const routing: DocumentSpec = {
  name: t('routing.name'),
  explanation: t('routing.explanation'),
  sections: [
    {
      kind: 'rows',
      title: t('routing.rulesTitle'),
      explanation: t('routing.rulesExplanation'),
      path: 'rules',
      noun: t('routing.rule'),
      ordered: true,
      fields: [
        idField,
        { path: 'name', label: t('field.name'), input: input(text('empty')) },
        ...scopeFields('when'),
        {
          path: 'owner',
          label: t('routing.owner'),
          input: input(text('null')),
          placeholder: t('routing.unassigned'),
        },
        { path: 'queue', label: t('routing.queue'), input: input(text('null')), placeholder: t('routing.noQueue') },
      ],
      fresh: (index) => ({ id: `rule-${index + 1}`, name: '', when: {}, owner: null, queue: null }),
    },
  ],
}

const economics: DocumentSpec = {
  name: t('economics.name'),
  explanation: t('economics.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('economics.laborTitle'),
      explanation: t('economics.laborExplanation'),
      fields: [
        {
          path: 'laborCentsPerHour',
          label: t('economics.laborPerHour'),
          input: input(number('null', 100)),
          placeholder: t('economics.notSet'),
        },
      ],
    },
    { kind: 'targets', title: t('economics.targetsTitle'), explanation: t('economics.targetsExplanation') },
    { kind: 'insights', title: t('economics.insightsTitle'), explanation: t('economics.insightsExplanation') },
  ],
}

/** What the settings screen shows of each document. Values that no field shows stay unchanged. */
export const documents: Readonly<Record<SettingsName, DocumentSpec>> = {
  calendar: calendarDocument,
  contracts,
  routing,
  slas: slaDocument,
  alerting: alertingDocument,
  economics,
}
