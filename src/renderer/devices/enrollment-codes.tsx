import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { EnrollmentCodeRow, NewEnrollmentCode } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { clock, day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { CodeForm } from './code-form.tsx'
import { MadeCode } from './made-code.tsx'
import { nameWithEmail } from './person-fields.tsx'

const texts = translator('devices.codes')
const nameOf = ({ person, approval, usesLeft }: EnrollmentCodeRow) =>
  person?.name ?? (approval ? texts('approvedFirst', { count: usesLeft }) : texts('whoever'))
/** Also tells two people of one name apart. */
const fullNameOf = (code: EnrollmentCodeRow) => (code.person ? nameWithEmail(code.person) : nameOf(code))

function columnsOf(zone: string, onCancel: (code: EnrollmentCodeRow) => void): Columns<EnrollmentCodeRow> {
  return [
    { ...textColumn('person', texts('column.person'), nameOf), heads: true },
    textColumn('pool', texts('column.pool'), ({ pool }) => pool),
    textColumn('email', texts('column.email'), ({ person }) => person?.email ?? null),
    textColumn('team', texts('column.team'), ({ team }) => team),
    {
      id: 'expires',
      header: texts('column.expires'),
      sortBy: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => `${day(expiresAt, zone)}, ${clock(expiresAt, zone)}`,
    },
    {
      id: 'by',
      header: texts('column.by'),
      sortBy: ({ createdBy }) => createdBy,
      cell: ({ createdBy }) => createdBy,
    },
    {
      id: 'actions',
      header: texts('column.actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (code) => (
        <Button small aria-label={texts('cancel', { name: fullNameOf(code) })} onClick={() => onCancel(code)}>
          {texts('cancelShort')}
        </Button>
      ),
    },
  ]
}

/** Codes with which computers come in, for admins. @param prefix of the tenant's addresses */
export function EnrollmentCodes({
  devices,
  people,
  prefix,
}: {
  readonly devices: DeviceClient
  /** Those who are known, to choose from. */
  readonly people: readonly PersonRow[]
  readonly prefix: string
}) {
  const t = useTranslations('devices.codes')
  const zone = useTeamZone()
  const { value, problem, reload } = useLiveQuery(['enrollmentCodes'], () => devices.codes())
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<NewEnrollmentCode | null>(null)
  /** Whom the code was for that was canceled last. */
  const [canceled, setCanceled] = useState<string | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  const columns = useMemo(
    () =>
      columnsOf(zone, (code) => {
        setFailure(null)
        setCanceled(null)
        devices
          .cancelCode(code.id)
          .then(
            () => setCanceled(fullNameOf(code)),
            (error: unknown) => setFailure(asProblem(error)),
          )
          .finally(reload)
      }),
    [zone, devices, reload],
  )
  const onMade = (code: NewEnrollmentCode) => {
    setMade(code)
    setOpen(false)
    reload()
  }
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
              setCanceled(null)
              setOpen(true)
            }}
          >
            {t('new')}
          </Button>
        )
      }
    >
      {made && <MadeCode made={made} prefix={prefix} onDone={() => setMade(null)} />}
      {isOpen && <CodeForm devices={devices} people={people} onMade={onMade} onClose={() => setOpen(false)} />}
      {canceled !== null && <Banner kind="done">{t.rich('canceled', { name: canceled, strong })}</Banner>}
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
