import type { AlertClock, AlertLevel, AlertRow } from '../../shared/contract/alerts.ts'
import type { AlertingSettings } from '../../shared/contract/settings.ts'
import type { NewDelivery } from '../delivery/outbox.ts'
import type { EmailBody } from '../delivery/send-email.ts'

/** Limit of the alerts that a digest lists; its counts include all. */
export const DIGEST_ROWS = 50

/** An alert that people are notified of. */
export type NotifiedAlert = Omit<AlertRow, 'state' | 'owner' | 'team' | 'raisedAt' | 'snoozedUntil' | 'handledBy'>

/** A message about alerts goes to one of these. */
export type AlertChannel = 'email' | 'webhook'
/** The body is that of a webhook, or an `EmailBody`. */
type AlertDelivery = NewDelivery<AlertChannel>

/**
 * The messages about alerts of one round: one for each alert and channel, or a digest of many. Claim references are included only where the
 * channel's settings say so.
 */
export function messagesFor(
  notified: readonly NotifiedAlert[],
  settings: AlertingSettings,
  zone: string,
): AlertDelivery[] {
  if (notified.length === 0) return []
  const groups = notified.length > settings.digestAbove ? [notified] : notified.map((alert) => [alert])
  return groups.flatMap((group): AlertDelivery[] => [
    ...(settings.email === null
      ? []
      : [
          {
            channel: 'email' as const,
            target: 'email',
            body: JSON.stringify(emailBody(group, zone, settings.email.includeClaimRef)),
          },
        ]),
    ...settings.webhooks.map(({ id, includeClaimRef }) => ({
      channel: 'webhook' as const,
      target: id,
      body: JSON.stringify(webhookBody(group, includeClaimRef)),
    })),
  ])
}

function webhookBody(group: readonly NotifiedAlert[], includeClaimRef: boolean): object {
  const alerts = group.slice(0, DIGEST_ROWS).map(({ claimRef, ...alert }) => ({
    ...alert,
    ...(includeClaimRef ? { claimRef } : {}),
  }))
  const [only] = alerts
  if (group.length === 1) return { type: 'sla.alert', alert: only }
  return { type: 'sla.digest', ...countsOf(group), alerts }
}

/** The totals of a digest. */
function countsOf(group: readonly NotifiedAlert[]) {
  const slaIds = [...new Set(group.map(({ slaId }) => slaId))]
  return {
    count: group.length,
    overdue: group.filter(({ level }) => level === 'overdue').length,
    atRisk: group.filter(({ level }) => level === 'at_risk').length,
    leftCents: group.reduce((sum, { leftCents }) => sum + leftCents, 0),
    bySla: slaIds.map((slaId) => {
      const own = group.filter((alert) => alert.slaId === slaId)
      return { slaId, slaName: own[0]?.slaName ?? slaId, count: own.length }
    }),
  }
}

function emailBody(group: readonly NotifiedAlert[], zone: string, includeClaimRef: boolean): EmailBody {
  const line = (alert: NotifiedAlert) =>
    [
      headlineOf(alert),
      dueTextOf(alert, zone),
      `denial ${alert.denialId}${includeClaimRef ? ` (PCN ${alert.claimRef})` : ''}`,
      alert.payer ?? 'Payer not identified',
      dollars(alert.leftCents),
    ].join(' · ')
  const [only] = group
  if (group.length === 1 && only) {
    return { subject: `${headlineOf(only)} (denial ${only.denialId})`, text: `${line(only)}\n` }
  }
  const { count, leftCents, bySla } = countsOf(group)
  const more = count - Math.min(count, DIGEST_ROWS)
  return {
    subject: `${count} alerts: ${digestCounts(group)}`,
    text: [
      `${dollars(leftCents)} left in total.`,
      ...bySla.map((sla) => `${sla.slaName}: ${sla.count}`),
      '',
      ...group.slice(0, DIGEST_ROWS).map(line),
      ...(more > 0 ? [`and ${more} more`] : []),
      '',
    ].join('\n'),
  }
}

/** A payer's deadline and an in-house target are never called by the same words. */
const words: Readonly<Record<AlertClock, Readonly<Record<AlertLevel, readonly [one: string, many: string]>>>> = {
  deadline: {
    overdue: ['payer deadline passed', 'payer deadlines passed'],
    at_risk: ['payer deadline approaching', 'payer deadlines approaching'],
  },
  target: { overdue: ['target missed', 'targets missed'], at_risk: ['target due soon', 'targets due soon'] },
}

function digestCounts(group: readonly NotifiedAlert[]): string {
  const parts = (['deadline', 'target'] as const).flatMap((clock) =>
    (['overdue', 'at_risk'] as const).flatMap((level) => {
      const count = group.filter((alert) => alert.clock === clock && alert.level === level).length
      const [one, many] = words[clock][level]
      return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
    }),
  )
  return parts.join(', ')
}

function headlineOf({ clock, level, slaName }: NotifiedAlert): string {
  const [text] = words[clock][level]
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}: ${slaName}`
}

/** A payer's deadline ends with a calendar day, a target at a time of day. */
function dueTextOf({ clock, level, dueAt }: NotifiedAlert, zone: string): string {
  if (clock === 'deadline') {
    const lastDay = new Intl.DateTimeFormat('en-US', { timeZone: zone, dateStyle: 'medium' }).format(dueAt - 1)
    return level === 'overdue' ? `last day was ${lastDay}` : `last day ${lastDay}`
  }
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' })
  return `${level === 'overdue' ? 'was due' : 'due'} ${format.format(dueAt)}`
}

function dollars(cents: number): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(cents / 100)
}
