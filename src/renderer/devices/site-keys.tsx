import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { EnrollmentKeyRow, NewEnrollmentKey } from '../../shared/contract/enrollment-keys.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { clock, day } from '../ui/format.ts'
import { Banner, MadeBanner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { SiteKeyForm } from './site-key-form.tsx'

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
      cell: ({ expiresAt }) => `${day(expiresAt, zone)}, ${clock(expiresAt, zone)}`,
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
  const zone = useTeamZone()
  const { value, problem, reload } = useLiveQuery(['enrollmentKeys'], () => devices.keys())
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<NewEnrollmentKey | null>(null)
  /** The site whose key was revoked last. */
  const [revoked, setRevoked] = useState<string | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  const columns = useMemo(
    () =>
      columnsOf(zone, ({ id, site }) => {
        setFailure(null)
        setRevoked(null)
        devices
          .revokeKey(id)
          .then(
            () => setRevoked(site),
            (error: unknown) => setFailure(asProblem(error)),
          )
          .finally(reload)
      }),
    [zone, devices, reload],
  )
  return (
    <Card
      title={value ? t('card', { count: value.rows.length }) : t('cardWaiting')}
      explanation={t('explanation')}
      aside={
        !isOpen && (
          <Button
            kind="primary"
            onClick={() => {
              setMade(null)
              setRevoked(null)
              setOpen(true)
            }}
          >
            {t('new')}
          </Button>
        )
      }
    >
      {made && <MadeKey made={made} prefix={prefix} onDone={() => setMade(null)} />}
      {isOpen && (
        <SiteKeyForm
          devices={devices}
          people={people}
          onMade={(key) => {
            setMade(key)
            setOpen(false)
            reload()
          }}
          onClose={() => setOpen(false)}
        />
      )}
      {revoked !== null && <Banner kind="done">{t.rich('revoked', { site: revoked, strong })}</Banner>}
      {failure && <Banner kind="problem">{failure.message}</Banner>}
      {value === null ? (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      ) : (
        value.rows.length > 0 && (
          <DataTable rows={value.rows} columns={columns} noun={t('noun')} rowKey={({ id }) => id} />
        )
      )}
    </Card>
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
  const until = `${day(expiresAt, zone)}, ${clock(expiresAt, zone)}`
  const endpoint = `${window.location.origin}${prefix}`
  return (
    <MadeBanner done={t('done')} onDone={onDone}>
      {t.rich('made', { site, count: maxDevices, until, strong })}
      <CopyLine label={t('key')} text={key} />
      <CopyLine label={t('command')} text={`--endpoint ${endpoint} --enroll ${key} --hidden --autostart on`} />
    </MadeBanner>
  )
}
