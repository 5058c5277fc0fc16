import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { messagesFor, type NotifiedAlert } from '../../../src/server/alerts/messages.ts'
import { webhookSignature } from '../../../src/server/alerts/send-webhook.ts'
import { alertingSchema } from '../../../src/shared/contract/settings.ts'

const alert = (no: number, fields: Partial<NotifiedAlert> = {}): NotifiedAlert => ({
  id: `first.${no}.5`,
  slaId: 'first',
  slaName: 'First touch',
  kind: 'first_touch',
  clock: 'target',
  level: 'overdue',
  dueAt: Date.parse('2026-11-17T08:00:00-05:00'),
  denialId: String(no),
  leftCents: 1234_50,
  payer: 'Aetna',
  claimRef: `CLM-${no}`,
  ...fields,
})
const email = { to: ['lead@example.org'], from: 'touchledger@example.org' }
const webhook = { id: 'pager', url: 'https://example.org/hook', secret: 'a-secret-of-sixteen' }
const messages = (alerts: readonly NotifiedAlert[], settings: object) =>
  messagesFor(alerts, alertingSchema.parse(settings), 'America/New_York').map((message) => ({
    ...message,
    body: JSON.parse(message.body) as unknown,
  }))

describe('messages about alerts', () => {
  test('none without a channel or an alert', () => {
    expect(messages([alert(1)], {})).toEqual([])
    expect(messages([], { email })).toEqual([])
  })

  test('each alert by every channel, without claim references', () => {
    expect(messages([alert(1)], { email, webhooks: [webhook] })).toEqual([
      {
        channel: 'email',
        target: 'email',
        body: {
          subject: 'Target missed: First touch (denial 1)',
          text: 'Target missed: First touch · was due Nov 17, 2026, 8:00 AM · denial 1 · Aetna · $1,234.50\n',
        },
      },
      {
        channel: 'webhook',
        target: 'pager',
        body: {
          type: 'sla.alert',
          alert: {
            id: 'first.1.5',
            slaId: 'first',
            slaName: 'First touch',
            kind: 'first_touch',
            clock: 'target',
            level: 'overdue',
            dueAt: Date.parse('2026-11-17T08:00:00-05:00'),
            denialId: '1',
            leftCents: 1234_50,
            payer: 'Aetna',
          },
        },
      },
    ])
  })

  test('claim references only for channels with that setting', () => {
    const bodies = (includeClaimRef: boolean) =>
      JSON.stringify(
        messages([alert(1), alert(2)], {
          email: { ...email, includeClaimRef },
          webhooks: [{ ...webhook, includeClaimRef }],
          digestAbove: 1,
        }),
      )
    expect(bodies(false)).not.toContain('CLM')
    expect(bodies(true).match(/CLM-1/g)).toHaveLength(2)
  })

  test('a payer deadline and a target share no words, and each has its date', () => {
    const midnight = Date.parse('2026-12-05T00:00:00-05:00')
    const deadline = {
      slaId: 'appeal-limit',
      slaName: 'Payer appeal deadline',
      kind: 'appeal',
      clock: 'deadline',
    } as const
    const texts = (['at_risk', 'overdue'] as const).flatMap((level) =>
      messages([alert(1, { level }), alert(1, { ...deadline, level, dueAt: midnight, payer: null })], { email }),
    )
    expect(texts.map(({ body }) => (body as { text: string }).text.split(' · ').slice(0, 4).join(' · '))).toEqual([
      'Target due soon: First touch · due Nov 17, 2026, 8:00 AM · denial 1 · Aetna',
      'Payer deadline approaching: Payer appeal deadline · last day Dec 4, 2026 · denial 1 · Payer not identified',
      'Target missed: First touch · was due Nov 17, 2026, 8:00 AM · denial 1 · Aetna',
      'Payer deadline passed: Payer appeal deadline · last day was Dec 4, 2026 · denial 1 · Payer not identified',
    ])
    const both = [alert(1), alert(2, { ...deadline, dueAt: midnight, level: 'at_risk' })]
    expect(messages(both, { email, digestAbove: 1 })[0]?.body).toMatchObject({
      subject: '2 alerts: 1 payer deadline approaching, 1 target missed',
    })
  })

  test('many at once are one digest with counts of all and the first fifty alerts', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      alert(index + 1, index < 20 ? { level: 'at_risk', slaId: 'weekly', slaName: 'Weekly' } : {}),
    )
    const [mail, hook, ...more] = messages(many, { email, webhooks: [webhook] })
    expect(more).toEqual([])
    expect(mail?.body).toMatchObject({ subject: '60 alerts: 40 targets missed, 20 targets due soon' })
    const { text } = (mail?.body ?? { text: '' }) as { text: string }
    expect(text.trimEnd().split('\n').slice(-2)).toEqual([
      'Target missed: First touch · was due Nov 17, 2026, 8:00 AM · denial 50 · Aetna · $1,234.50',
      'and 10 more',
    ])
    expect(hook?.body).toMatchObject({
      type: 'sla.digest',
      count: 60,
      overdue: 40,
      atRisk: 20,
      leftCents: 60 * 1234_50,
      bySla: [
        { slaId: 'weekly', slaName: 'Weekly', count: 20 },
        { slaId: 'first', slaName: 'First touch', count: 40 },
      ],
    })
    expect(hook?.body).toHaveProperty('alerts.length', 50)
    expect(messages(many.slice(0, 5), { email })).toHaveLength(5)
    expect(messages(many.slice(0, 6), { email })).toHaveLength(1)
  })

  test('a signature is over id, time and body; whsec_ keys are base64', () => {
    const expected = createHmac('sha256', 'a-secret-of-sixteen').update('id.7.{}').digest('base64')
    expect(webhookSignature('a-secret-of-sixteen', 'id', 7, '{}')).toBe(`v1,${expected}`)
    const encoded = `whsec_${Buffer.from('a-secret-of-sixteen').toString('base64')}`
    expect(webhookSignature(encoded, 'id', 7, '{}')).toBe(`v1,${expected}`)
  })
})
