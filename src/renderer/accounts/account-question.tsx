import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AccountRow } from '../../shared/contract/accounts.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { strong } from '../ui/rich-text.tsx'
import { Confirmation } from './confirmation.tsx'
import { ConfirmLeaving } from './confirm-leaving.tsx'

/** What was asked of an account that ends more than its button says. */
export interface Asked {
  readonly kind: 'invite' | 'deactivate'
  readonly account: AccountRow
}

/** Asks before an account is invited anew or deactivated, and says what that does and what it does not. */
export function AccountQuestion({
  asked: { kind, account },
  person,
  devices,
  onInvite,
  onDeactivate,
  onLeft,
  onCancel,
}: {
  readonly asked: Asked
  /** Whose recorded work is the account's, if they are still here; null: nobody. */
  readonly person: PersonRow | null
  readonly devices: DeviceClient
  readonly onInvite: () => void
  readonly onDeactivate: () => void
  readonly onLeft: (person: PersonRow) => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('accounts.ask')
  const [hasLeft, setLeft] = useState(false)
  const { name, roles } = account
  if (hasLeft && person) {
    return (
      <ConfirmLeaving
        person={person}
        account={account}
        devices={devices}
        onConfirm={() => onLeft(person)}
        onCancel={() => setLeft(false)}
      />
    )
  }
  const isInvitation = kind === 'invite'
  return (
    <Confirmation
      label={t(isInvitation ? 'inviteTitle' : 'deactivateTitle', { name })}
      confirm={t(isInvitation ? 'inviteNow' : 'deactivateNow')}
      onConfirm={isInvitation ? onInvite : onDeactivate}
      other={!isInvitation && person && <Button onClick={() => setLeft(true)}>{t('hasLeft', { name })}</Button>}
      back={t('back')}
      onBack={onCancel}
    >
      <p>{t.rich(isInvitation ? 'invite' : 'deactivate', { name, strong })}</p>
      {isInvitation && roles.includes('admin') && <p>{t.rich('inviteAdmin', { strong })}</p>}
      <p>{isInvitation ? t('inviteSeen', { name }) : t(person ? 'deactivateLeavesPerson' : 'deactivateLeaves')}</p>
    </Confirmation>
  )
}
