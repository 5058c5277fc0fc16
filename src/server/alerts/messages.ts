import type { EpochMs } from '../../shared/contract/brands.ts'
import type { AlertingSettings, SlaKind } from '../../shared/contract/settings.ts'
import type { AlertLevel } from './transition.ts'

/** Most alerts that a digest lists; it counts all. */
export const DIGEST_ROWS = 50

/** What is told of an alert. */
export interface ToldAlert {
  readonly id: string
  readonly slaId: string
  readonly slaName: string
  readonly kind: SlaKind
  readonly level: AlertLevel
  readonly dueAt: EpochMs
  readonly denialId: string
  readonly deniedCents: number
  readonly payer: string | null
  readonly claimRef: string
}

/** A message that has to go out. Targets are named, not described: where they lead and their secrets are looked up when it is sent. */
export interface NewDelivery {
  readonly channel: 'email' | 'webhook'
  /** Id of the webhook; `email`. */
  readonly target: string
  /** JSON: of a webhook what is posted, of an e-mail `EmailBody`. */
  readonly body: string
}

export interface EmailBody {
  readonly subject: string
  readonly text: string
}

/**
 * The messages about alerts that were raised at once: one for each and channel, or a digest where there are many. Claim references go
 * out only where the channel asks for them; what a patient is called is known nowhere.
 */
export function messagesFor(told: readonly ToldAlert[], settings: AlertingSettings, zone: string): NewDelivery[] {
  if (told.length === 0) return []
  const groups = told.length > settings.digestAbove ? [told] : told.map((alert) => [alert])
  return groups.flatMap((group): NewDelivery[] => [
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

function webhookBody(group: readonly ToldAlert[], includeClaimRef: boolean): object {
  const alerts = group.slice(0, DIGEST_ROWS).map(({ claimRef, ...alert }) => ({
    ...alert,
    ...(includeClaimRef ? { claimRef } : {}),
  }))
  const [only] = alerts
  if (group.length === 1) return { type: 'sla.alert', alert: only }
  return { type: 'sla.digest', ...countsOf(group), alerts }
}

/** What a digest says of all of them. */
function countsOf(group: readonly ToldAlert[]) {
  const slaIds = [...new Set(group.map(({ slaId }) => slaId))]
  return {
    count: group.length,
    late: group.filter(({ level }) => level === 'late').length,
    risk: group.filter(({ level }) => level === 'risk').length,
    deniedCents: group.reduce((sum, { deniedCents }) => sum + deniedCents, 0),
    bySla: slaIds.map((slaId) => {
      const own = group.filter((alert) => alert.slaId === slaId)
      return { slaId, slaName: own[0]?.slaName ?? slaId, count: own.length }
    }),
  }
}

function emailBody(group: readonly ToldAlert[], zone: string, includeClaimRef: boolean): EmailBody {
  const line = (alert: ToldAlert) =>
    [
      `${levelWords[alert.level]}: ${alert.slaName}`,
      `due ${instantIn(alert.dueAt, zone)}`,
      `denial ${alert.denialId}${includeClaimRef ? ` (claim ${alert.claimRef})` : ''}`,
      alert.payer ?? 'payer not named',
      dollars(alert.deniedCents),
    ].join(' · ')
  const [only] = group
  if (group.length === 1 && only) {
    return { subject: `${levelWords[only.level]}: ${only.slaName} (denial ${only.denialId})`, text: `${line(only)}\n` }
  }
  const { count, late, risk, deniedCents, bySla } = countsOf(group)
  const more = count - Math.min(count, DIGEST_ROWS)
  return {
    subject: `${count} denials need attention: ${late} late, ${risk} at risk`,
    text: [
      `${dollars(deniedCents)} denied in all.`,
      ...bySla.map((sla) => `${sla.slaName}: ${sla.count}`),
      '',
      ...group.slice(0, DIGEST_ROWS).map(line),
      ...(more > 0 ? [`and ${more} more`] : []),
      '',
    ].join('\n'),
  }
}

const levelWords = { risk: 'At risk', late: 'Late' } as const

function instantIn(at: EpochMs, zone: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

function dollars(cents: number): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(cents / 100)
}
