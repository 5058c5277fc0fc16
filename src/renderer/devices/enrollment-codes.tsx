import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import type { EnrollmentCodeRow, NewEnrollmentCode } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { type Columns, textColumn } from '../ui/data-table.tsx'
import { dayAndClock } from '../ui/format.ts'
import { strong } from '../ui/rich-text.tsx'
import { CodeForm } from './code-form.tsx'
import { MadeCode } from './made-code.tsx'
import { nameWithEmail } from './person-fields.tsx'
import { useWaysIn, WaysInCard } from './ways-in-card.tsx'

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
      cell: ({ expiresAt }) => dayAndClock(expiresAt, zone),
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

const toPeople = (chunks: ReactNode) => <Link to="/setup?step=people">{chunks}</Link>

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
  const ways = useWaysIn<EnrollmentCodeRow, NewEnrollmentCode>('enrollmentCodes', {
    list: () => devices.codes(),
    end: (id) => devices.cancelCode(id),
  })
  const columns = columnsOf(useTeamZone(), ways.onEnd)
  const words = {
    title: ways.rows ? t('card', { count: ways.rows.length }) : t('cardWaiting'),
    ...{ new: t('new'), noun: t('noun') },
    explanation: (
      <>
        {t('explanation')} {t.rich('many', { link: toPeople })}
      </>
    ),
    ...{ loading: t('loading'), loadFailed: t('loadFailed') },
  }
  const ended = ways.ended && t.rich('canceled', { name: fullNameOf(ways.ended), strong })
  return (
    <WaysInCard ways={ways} columns={columns} words={words} ended={ended}>
      {ways.made && <MadeCode made={ways.made} prefix={prefix} onDone={ways.onDone} />}
      {ways.isOpen && <CodeForm devices={devices} people={people} onMade={ways.onMade} onClose={ways.close} />}
    </WaysInCard>
  )
}
