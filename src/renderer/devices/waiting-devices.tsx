import { type FormEvent, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { EnrollmentRequestRow } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { dayAndClock } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { Tags } from '../ui/tag.tsx'
import { ApproveAll } from './approve-all.tsx'
import { nobodyTyped, PersonFields, statedPerson, typedAs } from './person-fields.tsx'
import styles from './devices-screen.module.css'

const texts = translator('devices.waiting')
/** As long as an agent waits between two questions. */
const REFRESH_MS = MINUTE_MS

/** What was decided last. */
interface Decided {
  readonly kind: 'approved' | 'approvedAll' | 'refused'
  /** Of whom the computer is, or which one it is; how many they are. */
  readonly what: string
}

interface Actions {
  readonly onApprove: (request: EnrollmentRequestRow) => void
  readonly onRefuse: (request: EnrollmentRequestRow) => void
}

/** How a computer without a name is told from others. */
const nameOf = ({ platform, agentVersion, publicKey }: EnrollmentRequestRow) =>
  texts('computer', { platform, version: agentVersion, key: publicKey.slice(0, 8) })

/** Of whom the computer says that it is. */
const saysOf = ({ userName, address, account }: EnrollmentRequestRow) => address ?? account ?? userName

function columnsOf(zone: string, { onApprove, onRefuse }: Actions): Columns<EnrollmentRequestRow> {
  return [
    { id: 'computer', header: texts('column.computer'), heads: true, sortBy: nameOf, cell: nameOf },
    {
      id: 'asked',
      header: texts('column.asked'),
      sortBy: ({ askedAt }) => askedAt,
      cell: ({ askedAt }) => dayAndClock(askedAt, zone),
    },
    textColumn('says', texts('column.says'), saysOf),
    textColumn('site', texts('column.site'), ({ site }) => site),
    textColumn('team', texts('column.team'), ({ team }) => team),
    {
      id: 'actions',
      header: texts('column.actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (request) => (
        <Tags>
          <Button small aria-label={texts('approve', { computer: nameOf(request) })} onClick={() => onApprove(request)}>
            {texts('approveShort')}
          </Button>
          <Button small aria-label={texts('refuse', { computer: nameOf(request) })} onClick={() => onRefuse(request)}>
            {texts('refuseShort')}
          </Button>
        </Tags>
      ),
    },
  ]
}

/** Computers that wait for an approval, for admins; nothing where none does. @param onApproved called when one was let in */
export function WaitingDevices({
  devices,
  people,
  onApproved,
}: {
  readonly devices: DeviceClient
  readonly people: readonly PersonRow[]
  readonly onApproved: () => void
}) {
  const t = useTranslations('devices.waiting')
  const zone = useTeamZone()
  const { latest, reload } = useLiveQuery(['enrollmentRequests'], () => devices.requests(), { everyMs: REFRESH_MS })
  const [approved, setApproved] = useState<EnrollmentRequestRow | null>(null)
  const [done, setDone] = useState<Decided | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  const columns = useMemo(
    () =>
      columnsOf(zone, {
        onApprove: (request) => {
          setDone(null)
          setApproved(request)
        },
        onRefuse: (request) => {
          setFailure(null)
          setDone(null)
          devices
            .refuse(request.id)
            .then(
              () => setDone({ kind: 'refused', what: nameOf(request) }),
              (error: unknown) => setFailure(asProblem(error)),
            )
            .finally(reload)
        },
      }),
    [zone, devices, reload],
  )
  const said = done && (
    <Banner kind="done">
      {done.kind === 'approved'
        ? t.rich('approved', { name: done.what, strong })
        : done.kind === 'refused'
          ? t.rich('refused', { computer: done.what, strong })
          : t.rich('approvedAll', { count: Number(done.what), strong })}
    </Banner>
  )
  if (latest === null || latest.rows.length === 0) return said
  const withAddress = latest.rows.filter(({ address }) => address !== null)
  return (
    <Card title={t('card', { count: latest.rows.length })} explanation={t('explanation')}>
      {said}
      {approved && (
        <Approval
          key={approved.id}
          request={approved}
          devices={devices}
          people={people}
          onEnd={(name) => {
            setApproved(null)
            reload()
            if (name === null) return
            setDone({ kind: 'approved', what: name })
            onApproved()
          }}
        />
      )}
      {failure && <Banner kind="problem">{failure.message}</Banner>}
      {!approved && withAddress.length > 1 && (
        <ApproveAll
          requests={withAddress}
          devices={devices}
          onApproved={(count, problem) => {
            setDone(count > 0 ? { kind: 'approvedAll', what: String(count) } : null)
            setFailure(problem)
            reload()
            onApproved()
          }}
        />
      )}
      <DataTable rows={latest.rows} columns={columns} noun={t('noun')} rowKey={({ id }) => id} />
    </Card>
  )
}

/** Says whose a waiting computer is. */
function Approval({
  request,
  devices,
  people,
  onEnd,
}: {
  readonly request: EnrollmentRequestRow
  readonly devices: DeviceClient
  readonly people: readonly PersonRow[]
  /** @param name of whoever it is of; null: nothing was decided */
  readonly onEnd: (name: string | null) => void
}) {
  const t = useTranslations('devices.waiting')
  // By the key of a site, the team is for somebody who has none: the endpoint sees to it.
  const [typed, setTyped] = useState({ ...nobodyTyped, team: request.site === null ? (request.team ?? '') : '' })
  const said = saysOf(request)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    devices.approve(request.id, statedPerson(typed, people)).then(
      ({ userName }) => onEnd(userName),
      (error: unknown) => setProblem(asProblem(error)),
    )
  }
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t('approve', { computer: nameOf(request) })} noValidate>
      <p>{t('whose', { computer: nameOf(request) })}</p>
      {said !== null && (
        <p className={styles.says}>
          {t('says', { name: said })}{' '}
          <Button
            small
            onClick={() =>
              setTyped({
                ...typed,
                ...(request.address === null ? typedAs(said, people) : { email: request.address, name: '' }),
              })
            }
          >
            {t('take')}
          </Button>
        </p>
      )}
      <div className={styles.fields}>
        <PersonFields typed={typed} people={people} problem={problem} onChange={setTyped} />
      </div>
      {problem && <Banner kind="problem">{problem.message}</Banner>}
      <div className={styles.buttons}>
        <Button kind="primary" type="submit">
          {t('approveShort')}
        </Button>
        <Button kind="quiet" onClick={() => onEnd(null)}>
          {t('close')}
        </Button>
      </div>
    </form>
  )
}
