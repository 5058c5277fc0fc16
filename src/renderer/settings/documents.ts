import { updateStages } from '../../shared/contract/releases.ts'
import { carcPlaces, manualTimeUses, retentionDays, type SettingsName } from '../../shared/contract/settings.ts'
import { translator } from '../text/translator.ts'
import { categoryLabel } from '../ui/labels.ts'
import { alertingDocument } from './alerting-document.ts'
import { calendarDocument } from './calendar-document.ts'
import { list, number, text } from './codecs.ts'
import { reportsDocument } from './reports-document.ts'
import { anyField, idField, scopeFields } from './shared-fields.ts'
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
        anyField('payer', t('contracts.payer')),
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
        ...(['appealLevel2Days', 'externalReviewDays', 'correctedClaimDays'] as const).map((path) => ({
          path,
          label: t(`contracts.${path}`),
          input: input(number('left out')),
          placeholder: t('economics.notSet'),
        })),
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

const payers: DocumentSpec = {
  name: t('payers.name'),
  explanation: t('payers.explanation'),
  sections: [
    {
      kind: 'rows',
      title: t('payers.aliasesTitle'),
      explanation: t('payers.aliasesExplanation'),
      path: 'aliases',
      noun: t('payers.alias'),
      fields: [
        { path: 'payer', label: t('payers.payer'), input: input(text('empty')) },
        { path: 'names', label: t('payers.names'), input: input(list('empty', '\n')), hint: t('payers.namesHint') },
      ],
      fresh: () => ({ payer: '', names: [] }),
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

const carcPlacing: DocumentSpec = {
  name: t('carcPlacing.name'),
  explanation: t('carcPlacing.explanation'),
  sections: [
    {
      kind: 'rows',
      title: t('carcPlacing.rulesTitle'),
      explanation: t('carcPlacing.rulesExplanation'),
      path: 'rules',
      noun: t('carcPlacing.rule'),
      ordered: true,
      fields: [
        { path: 'carc', label: t('carcPlacing.carc'), input: input(text('empty')) },
        {
          path: 'place',
          label: t('carcPlacing.place'),
          input: { kind: 'select', options: carcPlaces.map((place) => ({ value: place, name: placeName(place) })) },
        },
        anyField('payer', t('contracts.payer')),
        anyField('facilityType', t('carcPlacing.facilityType')),
      ],
      fresh: () => ({ carc: '', place: 'not_denial' }),
    },
    {
      kind: 'undecided codes',
      title: t('carcPlacing.undecidedTitle'),
      explanation: t('carcPlacing.undecidedExplanation'),
    },
  ],
}

function placeName(place: (typeof carcPlaces)[number]): string {
  return place === 'not_denial' || place === 'pending' ? t(`carcPlacing.placeName.${place}`) : categoryLabel(place)
}

const closing: DocumentSpec = {
  name: t('closing.name'),
  explanation: t('closing.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('closing.title'),
      explanation: t('closing.titleExplanation'),
      fields: [
        {
          path: 'closing',
          label: t('closing.closing'),
          input: {
            kind: 'select',
            options: (['automatic', 'proposed'] as const).map((value) => ({
              value,
              name: t(`closing.choice.${value}`),
            })),
          },
        },
      ],
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
        {
          path: 'overheadFactor',
          label: t('economics.overheadFactor'),
          input: input(number('null')),
          placeholder: t('economics.notSet'),
          hint: t('economics.overheadHint'),
        },
      ],
    },
    {
      kind: 'fields',
      title: t('economics.manualTitle'),
      explanation: t('economics.manualExplanation'),
      fields: [
        {
          path: 'manualTime',
          label: t('economics.manualTime'),
          input: {
            kind: 'select',
            options: manualTimeUses.map((value) => ({ value, name: t(`economics.manualUse.${value}`) })),
          },
        },
      ],
    },
    { kind: 'targets', title: t('economics.targetsTitle'), explanation: t('economics.targetsExplanation') },
    { kind: 'insights', title: t('economics.insightsTitle'), explanation: t('economics.insightsExplanation') },
  ],
}

const retention: DocumentSpec = {
  name: t('retention.name'),
  explanation: t('retention.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('retention.title'),
      explanation: t('retention.titleExplanation'),
      fields: (['recordsDays', 'sumsDays', 'denialsDays'] as const).map((path) => ({
        path,
        label: t(`retention.${path}`),
        input: input(number('null')),
        hint: t(`retention.${path}Hint`, retentionDays[path]),
      })),
    },
  ],
}

const publishing: DocumentSpec = {
  name: t('publishing.name'),
  explanation: t('publishing.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('publishing.title'),
      explanation: t('publishing.titleExplanation'),
      fields: [{ path: 'oneAdminIsEnough', label: t('publishing.oneAdminIsEnough'), input: { kind: 'check' } }],
    },
  ],
}

const organization: DocumentSpec = {
  name: t('organization.name'),
  explanation: t('organization.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('organization.title'),
      explanation: t('organization.titleExplanation'),
      fields: [{ path: 'name', label: t('organization.organizationName'), input: input(text('null')) }],
    },
  ],
}

const updates: DocumentSpec = {
  name: t('updates.name'),
  explanation: t('updates.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('updates.title'),
      explanation: t('updates.titleExplanation'),
      fields: [
        {
          path: 'version',
          label: t('updates.version'),
          hint: t('updates.versionHint'),
          placeholder: t('updates.noVersion'),
          input: input(text('null')),
        },
        {
          path: 'stage',
          label: t('updates.stage'),
          input: {
            kind: 'select',
            options: updateStages.map((value) => ({ value, name: t(`updates.stages.${value}`) })),
          },
        },
        {
          path: 'teams',
          label: t('updates.teams'),
          hint: t('updates.teamsHint'),
          placeholder: t('updates.everyTeam'),
          input: input(list('empty')),
        },
        { path: 'paused', label: t('updates.paused'), hint: t('updates.pausedHint'), input: { kind: 'check' } },
      ],
    },
    { kind: 'releases', title: t('updates.onFile'), explanation: t('updates.onFileExplanation') },
  ],
}

/** What the settings screen shows of each document. Values that no field shows stay unchanged. */
export const documents: Readonly<Record<SettingsName, DocumentSpec>> = {
  calendar: calendarDocument,
  contracts,
  routing,
  carcPlacing,
  payers,
  closing,
  slas: slaDocument,
  alerting: alertingDocument,
  reports: reportsDocument,
  economics,
  retention,
  publishing,
  organization,
  updates,
}

/** The documents that the Policy screen has, each saved by its own button; the Settings screen has the others. */
export const policyDocuments = ['calendar', 'retention'] as const satisfies readonly SettingsName[]
