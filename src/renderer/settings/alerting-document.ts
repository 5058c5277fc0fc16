import { translator } from '../text/translator.ts'
import { localZone } from '../ui/zoned-time.ts'
import { list, number, text } from './codecs.ts'
import { instant } from './instant-codec.ts'
import { idField } from './shared-fields.ts'
import { type DocumentSpec, type FieldSpec, input } from './specs.ts'

const t = translator('settings')

/** This choice sends patient data out of the endpoint, so its meaning stands beside it. */
const claimNumbers = (path: string): FieldSpec => ({
  path,
  label: t('alerting.includeClaimNumbers'),
  hint: t('alerting.includeClaimNumbersHint'),
  input: { kind: 'check' },
})

export const alertingDocument: DocumentSpec = {
  name: t('alerting.name'),
  explanation: t('alerting.explanation'),
  sections: [
    {
      kind: 'fields',
      title: t('alerting.emailTitle'),
      explanation: t('alerting.emailExplanation'),
      optional: 'email',
      fields: [
        {
          path: 'email/to',
          label: t('alerting.to'),
          input: input(list('left out')),
          placeholder: t('alerting.toPlaceholder'),
          invalid: t('error.email'),
        },
        {
          path: 'email/from',
          label: t('alerting.from'),
          input: input(text('left out')),
          invalid: t('error.email'),
        },
        { ...claimNumbers('email/includeClaimRef'), when: { path: 'email' } },
      ],
    },
    {
      kind: 'rows',
      title: t('alerting.webhooksTitle'),
      explanation: t('alerting.webhooksExplanation'),
      path: 'webhooks',
      noun: t('alerting.webhook'),
      fields: [
        idField,
        {
          path: 'url',
          label: t('alerting.url'),
          input: input(text('empty')),
          placeholder: 'https://',
          invalid: t('error.url'),
        },
        {
          path: 'secret',
          label: t('alerting.secret'),
          input: { kind: 'text', codec: text('left out'), secret: true },
          placeholder: t('alerting.secretPlaceholder'),
        },
        claimNumbers('includeClaimRef'),
      ],
      fresh: (index) => ({ id: `hook-${index + 1}`, url: '' }),
    },
    {
      kind: 'fields',
      title: t('alerting.digestTitle'),
      explanation: t('alerting.digestExplanation'),
      fields: [{ path: 'digestAbove', label: t('alerting.digestAbove'), input: input(number('empty')) }],
    },
    {
      kind: 'fields',
      title: t('alerting.pauseTitle'),
      explanation: t('alerting.pauseExplanation'),
      fields: [
        {
          path: 'pausedUntil',
          label: t('alerting.pausedUntil'),
          input: input(instant(localZone())),
          placeholder: t('alerting.notPaused'),
          hint: t('alerting.pausedUntilHint', { zone: localZone() }),
          invalid: t('error.dateTime'),
        },
      ],
    },
  ],
}
