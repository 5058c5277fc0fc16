import { useTranslations } from 'use-intl'
import type { PersonAccess } from '../../shared/contract/people-list.ts'
import { QrCode } from '../app/qr-code.tsx'
import { useMe } from '../app/use-screens.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { enrollCommand, invitationLink } from '../devices/enroll-command.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import type { CsvTable } from '../ui/csv.ts'
import { dayAndClock } from '../ui/format.ts'
import { useWarningBeforeClose } from '../ui/use-warning-before-close.ts'
import styles from './people-list.module.css'

/** Codes and links that were just made, which nobody can read again: to print, one slip a person, or to save. @param prefix of the tenant's addresses */
export function MadeAccess({
  made,
  prefix,
  onDone,
}: {
  readonly made: readonly PersonAccess[]
  readonly prefix: string
  readonly onDone: () => void
}) {
  const t = useTranslations('peopleList.made')
  const zone = useTeamZone()
  const { latest: me } = useMe()
  useWarningBeforeClose(true)
  const columns = ['name', 'email', 'team', 'code', 'codeUntil', 'command', 'link', 'linkUntil'] as const
  const table = (): CsvTable => ({
    header: columns.map((column) => t(`column.${column}`)),
    rows: made.map(({ name, email, team, code, invitation }) => [
      ...[name, email, team, code?.text ?? null, code && dayAndClock(code.expiresAt, zone)],
      ...[code && enrollCommand(prefix, code.text), invitation && invitationLink(prefix, invitation.text)],
      invitation && dayAndClock(invitation.expiresAt, zone),
    ]),
  })
  return (
    <Card
      title={<span data-print="hide">{t('title', { count: made.length })}</span>}
      explanation={<span data-print="hide">{t('explanation')}</span>}
      className={styles.made}
    >
      <div className={styles.buttons} data-print="hide">
        <Button kind="primary" onClick={() => window.print()}>
          {t('print')}
        </Button>
        <CsvButton isMain title={t('csv')} table={table} />
        <Button onClick={onDone}>{t('done')}</Button>
      </div>
      <ul className={styles.slips}>
        {made.map((person) => (
          <Slip key={person.id} person={person} prefix={prefix} organization={me?.organization} />
        ))}
      </ul>
    </Card>
  )
}

/** What one person is handed. */
function Slip({
  person: { name, team, code, invitation, noInvitation },
  prefix,
  organization,
}: {
  readonly person: PersonAccess
  readonly prefix: string
  readonly organization: string | undefined
}) {
  const t = useTranslations('peopleList.made')
  const zone = useTeamZone()
  const link = invitation && invitationLink(prefix, invitation.text)
  return (
    <li className={styles.slip}>
      <p className={styles.from}>{organization === undefined ? 'TouchLedger' : `${organization} · TouchLedger`}</p>
      <h3>{team === null ? name : `${name} · ${team}`}</h3>
      {code && (
        <>
          <h4>{t('code')}</h4>
          <p className={styles.code}>{code.text}</p>
          <p className={styles.small}>{t('once', { until: dayAndClock(code.expiresAt, zone) })}</p>
          <h4>{t('command')}</h4>
          <p className={styles.line}>{enrollCommand(prefix, code.text)}</p>
        </>
      )}
      {invitation && link !== null && (
        <>
          <h4>{t('link')}</h4>
          <div className={styles.link}>
            <QrCode text={link} label={t('qrCode')} />
            <div>
              <p className={styles.line}>{link}</p>
              <p className={styles.small}>{t('once', { until: dayAndClock(invitation.expiresAt, zone) })}</p>
            </div>
          </div>
        </>
      )}
      {noInvitation && <p className={styles.small}>{t(`noInvitation.${noInvitation}`)}</p>}
    </li>
  )
}
