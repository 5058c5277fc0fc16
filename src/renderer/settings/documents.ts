import { denialStates } from '../../shared/contract/denials.ts'
import { type SettingsName, slaKinds, weekdays } from '../../shared/contract/settings.ts'
import { denialStateLabels } from '../kit/labels.ts'
import { type Codec, hours, list, number, text } from './codecs.ts'

/** One input of a form, and the place in its document it stands for. */
export interface FieldSpec {
  readonly path: string
  readonly label: string
  readonly hint?: string
  readonly placeholder?: string
  /** Rarely needed: behind a disclosure. */
  readonly folded?: boolean
  /** Only where another field of the row says so. */
  readonly when?: { readonly path: string; readonly is: string }
  readonly input:
    | { readonly kind: 'text'; readonly codec: Codec; readonly lines?: boolean; readonly secret?: boolean }
    | { readonly kind: 'select'; readonly options: readonly { readonly value: string; readonly name: string }[] }
    | { readonly kind: 'check' }
}
export type SectionSpec =
  | {
      readonly kind: 'fields'
      readonly title: string
      readonly explanation: string
      readonly fields: readonly FieldSpec[]
      readonly optional?: string
    }
  /** A list of which each item is a row. */
  | {
      readonly kind: 'rows'
      readonly title: string
      readonly explanation: string
      readonly path: string
      readonly noun: string
      readonly fields: readonly FieldSpec[]
      readonly fresh: (index: number) => object
      readonly ordered?: boolean
    }
  | { readonly kind: 'targets'; readonly title: string; readonly explanation: string }
export interface DocumentSpec {
  readonly name: string
  readonly explanation: string
  readonly sections: readonly SectionSpec[]
}

const input = (codec: Codec) => ({ kind: 'text', codec }) as const
const id: FieldSpec = { path: 'id', label: 'Id', input: input(text('empty')), placeholder: 'lower-case-word' }
const days = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}
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

/** What the settings screen shows of each document. What it does not name stays as it is. */
export const documents: Readonly<Record<SettingsName, DocumentSpec>> = {
  calendar: {
    name: 'Calendar',
    explanation: 'when work is done: SLAs run in these hours only',
    sections: [
      {
        kind: 'fields',
        title: 'Hours',
        explanation: 'by weekday, in the zone; several stretches with commas, empty is closed',
        fields: [
          {
            path: 'zone',
            label: 'Time zone',
            input: input(text('null')),
            placeholder: 'the endpoint’s own',
            hint: 'IANA, such as America/New_York',
          },
          ...weekdays.map((weekday): FieldSpec => ({
            path: `hours/${weekday}`,
            label: days[weekday],
            input: input(hours),
            placeholder: 'closed',
          })),
        ],
      },
      {
        kind: 'fields',
        title: 'Holidays',
        explanation: 'days on which nothing is open',
        fields: [
          {
            path: 'holidays',
            label: 'One date a line',
            input: { kind: 'text', codec: list('empty', true), lines: true },
            placeholder: '2026-12-25',
          },
        ],
      },
      {
        kind: 'rows',
        title: 'Shifts',
        explanation: 'by their local hours; one that ends before it begins goes over midnight',
        path: 'shifts',
        noun: 'shift',
        fields: [
          { path: 'name', label: 'Name', input: input(text('empty')) },
          { path: 'from', label: 'From', input: input(text('empty')), placeholder: '08:00' },
          { path: 'to', label: 'To', input: input(text('empty')), placeholder: '16:00' },
        ],
        fresh: () => ({ name: '', from: '08:00', to: '16:00' }),
      },
    ],
  },
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
    name: 'Cost and targets',
    explanation: 'what an hour costs, and what is aimed at',
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
    ],
  },
}
