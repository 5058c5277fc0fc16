import { useTranslations } from 'use-intl'
import type { EnrollmentKeyRow, NewEnrollmentKey } from '../../shared/contract/enrollment-keys.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { type Columns, textColumn } from '../ui/data-table.tsx'
import { dayAndClock } from '../ui/format.ts'
import { MadeBanner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { enrollCommand } from './enroll-command.ts'
import { SiteKeyForm } from './site-key-form.tsx'
import { useWaysIn, WaysInCard } from './ways-in-card.tsx'

const texts = translator('devices.keys')
const ruleOf = ({ rule, domains }: EnrollmentKeyRow) => texts(`rule.${rule}`, { domains: domains.join(', ') })

function columnsOf(zone: string, onRevoke: (key: EnrollmentKeyRow) => void): Columns<EnrollmentKeyRow> {
  return [
    { ...textColumn('site', texts('column.site'), ({ site }) => site), heads: true },
    textColumn('rule', texts('column.rule'), ruleOf),
    {
      id: 'used',
      header: texts('column.used'),
      sortBy: ({ enrolled }) => enrolled,
      cell: ({ enrolled, waiting, maxDevices }) => texts('used', { enrolled, waiting, maxDevices }),
    },
    textColumn('team', texts('column.team'), ({ team }) => team),
    textColumn('pool', texts('column.pool'), ({ pool }) => pool),
    {
      id: 'expires',
      header: texts('column.expires'),
      sortBy: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => dayAndClock(expiresAt, zone),
    },
    textColumn('by', texts('column.by'), ({ createdBy }) => createdBy),
    {
      id: 'actions',
      header: texts('column.actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (key) => (
        <Button small aria-label={texts('revoke', { site: key.site })} onClick={() => onRevoke(key)}>
          {texts('revokeShort')}
        </Button>
      ),
    },
  ]
}

/** Keys by which the computers of a site come in, for admins. @param prefix of the tenant's addresses */
export function SiteKeys({
  devices,
  people,
  prefix,
}: {
  readonly devices: DeviceClient
  readonly people: readonly PersonRow[]
  readonly prefix: string
}) {
  const t = useTranslations('devices.keys')
  const ways = useWaysIn<EnrollmentKeyRow, NewEnrollmentKey>('enrollmentKeys', {
    list: () => devices.keys(),
    end: (id) => devices.revokeKey(id),
  })
  const columns = columnsOf(useTeamZone(), ways.onEnd)
  const words = {
    title: ways.rows ? t('card', { count: ways.rows.length }) : t('cardWaiting'),
    ...{ explanation: t('explanation'), new: t('new'), noun: t('noun') },
    ...{ loading: t('loading'), loadFailed: t('loadFailed') },
  }
  const ended = ways.ended && t.rich('revoked', { site: ways.ended.site, strong })
  return (
    <WaysInCard ways={ways} columns={columns} words={words} ended={ended}>
      {ways.made && <MadeKey made={ways.made} prefix={prefix} onDone={ways.onDone} />}
      {ways.isOpen && <SiteKeyForm devices={devices} people={people} onMade={ways.onMade} onClose={ways.close} />}
    </WaysInCard>
  )
}

/** A key that was just made, which nobody can read again. */
function MadeKey({
  made: { key, site, maxDevices, expiresAt },
  prefix,
  onDone,
}: {
  readonly made: NewEnrollmentKey
  readonly prefix: string
  readonly onDone: () => void
}) {
  const t = useTranslations('devices.keys')
  const zone = useTeamZone()
  const until = dayAndClock(expiresAt, zone)
  return (
    <MadeBanner done={t('done')} onDone={onDone}>
      {t.rich('made', { site, count: maxDevices, until, strong })}
      <CopyLine label={t('key')} text={key} />
      <CopyLine label={t('command')} text={enrollCommand(prefix, key)} />
    </MadeBanner>
  )
}
