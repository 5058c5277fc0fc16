import { denialStates } from '../../shared/contract/denials.ts'
import { type SettingsName, slaKinds } from '../../shared/contract/settings.ts'
import { denialStateLabels } from '../ui/labels.ts'
import { calendarDocument } from './calendar-document.ts'
import { list, number, text } from './codecs.ts'
import { type DocumentSpec, type FieldSpec, input } from './specs.ts'

const id: FieldSpec = { path: 'id', label: 'Id', input: input(text('empty')), placeholder: 'lower-case-word' }
const scope = (prefix: string): readonly FieldSpec[] => [
  {
    folded: true,
    path: `${prefix}/payers`,
    label: 'Payers',
    input: input(list('left out')),
    placeholder: 'any',
  },
  {
    folded: true,
    path: `${prefix}/categories`,
    label: 'Reasons',
    input: input(list('left out')),
    placeholder: 'any',
  },
  {
    folded: true,
    path: `${prefix}/serviceLines`,
    label: 'Service lines',
    input: input(list('left out')),
    placeholder: 'any',
  },
  {
    folded: true,
    path: `${prefix}/minDeniedCents`,
    label: 'From $',
    input: input(number('left out', 100)),
    placeholder: '0',
  },
  {
    folded: true,
    path: `${prefix}/maxDeniedCents`,
    label: 'To $',
    input: input(number('left out', 100)),
    placeholder: 'no limit',
  },
]

/** A choice about privacy, so what it means stands beside it. */
const claimNumbers = (path: string): FieldSpec => ({
  path,
  label: 'Include claim numbers',
  hint: 'Claim numbers then leave this endpoint, in clear text. Left off, a message names a denial only by its id.',
  input: { kind: 'check' },
})

/** What the settings screen shows of each document. What it does not name stays as it is. */
export const documents: Readonly<Record<SettingsName, DocumentSpec>> = {
  calendar: calendarDocument,
  contracts: {
    name: 'Contracts',
    explanation: 'how long a denial may be appealed: the first rule that fits its payer and plan, in calendar days',
    sections: [
      {
        kind: 'rows',
        title: 'Appeal limits',
        explanation: 'starting values are from public sources; your contract decides',
        path: 'rules',
        noun: 'rule',
        ordered: true,
        fields: [
          id,
          { path: 'payer', label: 'Payer contains', input: input(text('left out')), placeholder: 'any' },
          { path: 'plans', label: 'Plans (CLP06)', input: input(list('left out')), placeholder: 'any' },
          { path: 'appealDays', label: 'Appeal within, days', input: input(number('null')), placeholder: 'not known' },
          { path: 'receiptDays', label: 'Days to receipt', input: input(number('left out')), placeholder: '0' },
          { path: 'followUpDays', label: 'First follow-up, days', input: input(number('left out')), placeholder: '7' },
          { path: 'source', label: 'Source', input: input(text('left out')) },
          { path: 'assumed', label: 'Not checked yet', input: { kind: 'check' } },
        ],
        fresh: (index) => ({ id: `rule-${index + 1}`, appealDays: null, receiptDays: 0 }),
      },
    ],
  },
  routing: {
    name: 'Routing',
    explanation: 'who a new denial goes to: the first rule that fits; what a file says itself stays',
    sections: [
      {
        kind: 'rows',
        title: 'Rules',
        explanation: 'tried from the top; several values with commas',
        path: 'rules',
        noun: 'rule',
        ordered: true,
        fields: [
          id,
          { path: 'name', label: 'Name', input: input(text('empty')) },
          ...scope('when'),
          { path: 'owner', label: 'Owner', input: input(text('null')), placeholder: 'nobody' },
          { path: 'queue', label: 'Queue', input: input(text('null')), placeholder: 'none' },
        ],
        fresh: (index) => ({ id: `rule-${index + 1}`, name: '', when: {}, owner: null, queue: null }),
      },
    ],
  },
  slas: {
    name: 'SLAs',
    explanation: 'promises about denials; each warns before it is late',
    sections: [
      {
        kind: 'rows',
        title: 'Definitions',
        explanation: 'the time runs from receipt, of a follow-up from the last touch',
        path: 'slas',
        noun: 'SLA',
        fields: [
          id,
          { path: 'name', label: 'Name', input: input(text('empty')) },
          {
            path: 'kind',
            label: 'Promise',
            input: {
              kind: 'select',
              options: slaKinds.map((kind) => ({ value: kind, name: kind.replaceAll('_', ' ') })),
            },
          },
          { path: 'within/amount', label: 'Within', input: input(number('empty')) },
          {
            path: 'within/unit',
            label: 'Unit',
            input: {
              kind: 'select',
              options: ['business_hours', 'business_days', 'calendar_days'].map((unit) => ({
                value: unit,
                name: unit.replaceAll('_', ' '),
              })),
            },
          },
          { path: 'warnHours', label: 'Warn before, hours', input: input(number('empty')) },
          ...scope('scope'),
          { folded: true, path: 'scope/queues', label: 'Queues', input: input(list('left out')), placeholder: 'any' },
          { folded: true, path: 'scope/teams', label: 'Teams', input: input(list('left out')), placeholder: 'any' },
          {
            path: 'states',
            label: 'Until it is',
            when: { path: 'kind', is: 'custom' },
            input: input(list('left out')),
            hint: denialStates.map((state) => denialStateLabels[state].replaceAll(' ', '_')).join(', '),
          },
          { path: 'enabled', label: 'In force', input: { kind: 'check' } },
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
  },
  alerting: {
    name: 'Alerting',
    explanation: 'where alerts go beside this app',
    sections: [
      {
        kind: 'fields',
        title: 'E-mail',
        explanation: 'empty: none is sent',
        optional: 'email',
        fields: [
          { path: 'email/to', label: 'To', input: input(list('left out')), placeholder: 'nobody' },
          { path: 'email/from', label: 'From', input: input(text('left out')) },
          { ...claimNumbers('email/includeClaimRef'), when: { path: 'email' } },
        ],
      },
      {
        kind: 'rows',
        title: 'Webhooks',
        explanation: 'each call is signed with its secret, which is not shown again',
        path: 'webhooks',
        noun: 'webhook',
        fields: [
          id,
          { path: 'url', label: 'Address', input: input(text('empty')), placeholder: 'https://' },
          {
            path: 'secret',
            label: 'Secret',
            input: { kind: 'text', codec: text('left out'), secret: true },
            placeholder: '16 characters at least',
          },
          claimNumbers('includeClaimRef'),
        ],
        fresh: (index) => ({ id: `hook-${index + 1}`, url: '' }),
      },
      {
        kind: 'fields',
        title: 'Digest',
        explanation: 'so that many at once are one message',
        fields: [{ path: 'digestAbove', label: 'Above this many at once', input: input(number('empty')) }],
      },
      {
        kind: 'fields',
        title: 'Pause',
        explanation: 'while files of past months are loaded: what looks late until the last of them is in is not told',
        fields: [
          {
            path: 'pausedUntil',
            label: 'Paused until',
            input: input(text('null')),
            placeholder: 'not paused',
            hint: 'with its zone: 2026-03-31T17:00:00-05:00',
          },
        ],
      },
    ],
  },
  economics: {
    name: 'Cost, targets, findings',
    explanation: 'what an hour costs, what is aimed at, and what the panel points out',
    sections: [
      {
        kind: 'fields',
        title: 'Labour cost',
        explanation: 'the loaded cost of an hour of a biller’s work; empty: costs are not shown',
        fields: [
          {
            path: 'labourCentsPerHour',
            label: 'Dollars an hour',
            input: input(number('null', 100)),
            placeholder: 'not known',
          },
        ],
      },
      { kind: 'targets', title: 'Targets', explanation: 'empty: the benchmark of the field, where there is one' },
      {
        kind: 'findings',
        title: 'Findings',
        explanation: 'what the team panel points out when the evidence says so; what is unchecked is not looked for',
      },
    ],
  },
}
