import { useTranslations } from 'use-intl'
import type { AccountRow } from '../../shared/contract/accounts.ts'
import type { EnrollmentCodeRow } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { strong } from '../ui/rich-text.tsx'
import { Confirmation } from './confirmation.tsx'
import styles from './accounts-screen.module.css'

/** Asks before somebody is said to have left, and says what that ends. */
export function ConfirmLeaving({
  person,
  account,
  devices,
  onConfirm,
  onCancel,
}: {
  readonly person: PersonRow
  /** Theirs that is active; null: none. */
  readonly account: AccountRow | null
  readonly devices: DeviceClient
  readonly onConfirm: () => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('accounts.leaving')
  const { value: computers } = useTeamQuery('devices', {})
  const { value: codes } = useLiveQuery(['enrollmentCodes'], () => devices.codes())
  return (
    <Confirmation
      label={t('title', { name: person.name })}
      confirm={t('confirm', { name: person.name })}
      onConfirm={onConfirm}
      back={t('back')}
      onBack={onCancel}
    >
      <p>{t.rich('question', { name: person.name, strong })}</p>
      <ul className={styles.ends}>
        <li>
          {computers === null
            ? t('anyComputers')
            : t('computers', { count: computers.rows.filter(({ userId }) => userId === person.id).length })}
        </li>
        <li>
          {codes === null
            ? t('anyCodes')
            : t('codes', { count: codes.rows.filter((code) => isFor(code, person)).length })}
        </li>
        <li>{account === null ? t('noAccount') : t('account', { email: account.email })}</li>
        <li>{t('stays')}</li>
      </ul>
    </Confirmation>
  )
}

/** Whether a code is for a person: by id, by e-mail address, or by a name without one, as the endpoint tells them apart. */
function isFor({ person: meant }: EnrollmentCodeRow, { id, name, email }: PersonRow): boolean {
  if (meant === null) return false
  if (meant.id !== null) return meant.id === id
  const [one, other] = meant.email === null ? [meant.name, name] : [meant.email, email]
  return one.toLowerCase() === other?.toLowerCase()
}
