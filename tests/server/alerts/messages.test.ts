import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { messagesFor } from '../../../src/server/alerts/messages.ts'
import type { ToldAlert } from '../../../src/server/alerts/messages.ts'
import { webhookSignature } from '../../../src/server/alerts/send-webhook.ts'
import { alertingSchema } from '../../../src/shared/contract/settings.ts'

const told = (no: number, fields: Partial<ToldAlert> = {}): ToldAlert => ({
  id: `first.${no}.5`,
  slaId: 'first',
  slaName: 'First touch',
  kind: 'first_touch',
  level: 'late',
  dueAt: Date.parse('2026-11-17T08:00:00-05:00'),
  denialId: String(no),
  deniedCents: 1234_50,
  payer: 'Aetna',
  claimRef: `CLM-${no}`,
  ...fields,
})
const email = { to: ['lead@example.org'], from: 'touchledger@example.org' }
const webhook = { id: 'pager', url: 'https://example.org/hook', secret: 'a-secret-of-sixteen' }
const messages = (alerts: readonly ToldAlert[], settings: object) =>
  messagesFor(alerts, alertingSchema.parse(settings), 'America/New_York').map((message) => ({
    ...message,
    body: JSON.parse(message.body) as unknown,
  }))

describe('what is told of alerts', () => {
  test('nothing, where there is no channel or no alert', () => {
    expect(messages([told(1)], {})).toEqual([])
    expect(messages([], { email })).toEqual([])
  })

  test('each by every channel, without claim numbers', () => {
    expect(messages([told(1)], { email, webhooks: [webhook] })).toEqual([
      {
        channel: 'email',
        target: 'email',
        body: {
          subject: 'Late: First touch (denial 1)',
          text: 'Late: First touch · due Nov 17, 2026, 8:00 AM · denial 1 · Aetna · $1,234.50\n',
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
            level: 'late',
            dueAt: Date.parse('2026-11-17T08:00:00-05:00'),
            denialId: '1',
            deniedCents: 1234_50,
            payer: 'Aetna',
          },
        },
      },
    ])
  })

  test('claim numbers only where a channel asks for them', () => {
    const bodies = (includeClaimRef: boolean) =>
      JSON.stringify(
        messages([told(1), told(2)], {
          email: { ...email, includeClaimRef },
          webhooks: [{ ...webhook, includeClaimRef }],
          digestAbove: 1,
        }),
      )
    expect(bodies(false)).not.toContain('CLM')
    expect(bodies(true).match(/CLM-1/g)).toHaveLength(2)
  })

  test('many at once are one digest that counts all and lists the first fifty', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      told(index + 1, index < 20 ? { level: 'risk', slaId: 'weekly', slaName: 'Weekly' } : {}),
    )
    const [mail, hook, ...more] = messages(many, { email, webhooks: [webhook] })
    expect(more).toEqual([])
    expect(mail?.body).toMatchObject({ subject: '60 denials need attention: 40 late, 20 at risk' })
    const { text } = (mail?.body ?? { text: '' }) as { text: string }
    expect(text.trimEnd().split('\n').slice(-2)).toEqual([
      'Late: First touch · due Nov 17, 2026, 8:00 AM · denial 50 · Aetna · $1,234.50',
      'and 10 more',
    ])
    expect(hook?.body).toMatchObject({
      type: 'sla.digest',
      count: 60,
      late: 40,
      risk: 20,
      deniedCents: 60 * 1234_50,
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
