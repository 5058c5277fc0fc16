import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { MIN_PASSWORD_CHARACTERS, type OpenedInvitation } from '../../shared/contract/accounts.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import { Notice } from '../ui/notice.tsx'
import { useNavigation } from './navigation.tsx'
import { reasonOf, SecretField, SecretForm, useEntering } from './secret-form.tsx'
import styles from './sign-in.module.css'

// Nobody but who is invited needs its encoder.
const QrCode = lazy(async () => ({ default: (await import('./qr-code.tsx')).QrCode }))

/** The page that an invitation's link opens: a second factor and a password. */
export function AcceptInvitation({
  invitation,
  accounts,
}: {
  readonly invitation: string
  readonly accounts: AccountClient
}) {
  const t = useTranslations('app.invitation')
  const [opened, setOpened] = useState<OpenedInvitation | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  useEffect(() => {
    accounts.openInvitation(invitation).then(setOpened, (error: unknown) => setRefused(reasonOf(error)))
  }, [accounts, invitation])
  if (refused !== null) {
    return (
      <Notice screen kind="problem" title={t('titleWithoutName')}>
        {refused}
      </Notice>
    )
  }
  if (opened === null) return <Notice screen kind="loading" title={t('loading')} />
  return <SecondFactorForm {...{ opened, invitation, accounts }} />
}

function SecondFactorForm({
  opened: { name, email, totpSecret, totpUri },
  invitation,
  accounts,
}: {
  readonly opened: OpenedInvitation
  readonly invitation: string
  readonly accounts: AccountClient
}) {
  const t = useTranslations('app.invitation')
  const navigation = useNavigation()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [ownName, setOwnName] = useState('')
  const [ownEmail, setOwnEmail] = useState('')
  const isFirstAdmin = name === null || email === null
  const own = isFirstAdmin ? { name: ownName.trim(), email: ownEmail.trim() } : {}
  const { isBusy, message, start } = useEntering(async () => {
    await accounts.acceptInvitation({ token: invitation, password, code, ...own })
    // Nothing is set up yet.
    if (isFirstAdmin) navigation.go('/setup', { replace: true })
  })
  const isNamed = !isFirstAdmin || (ownName.trim() !== '' && ownEmail.trim() !== '')
  return (
    <SecretForm
      title={isFirstAdmin ? t('firstAdmin') : t('title', { name })}
      explanation={isFirstAdmin ? t('firstAdminExplanation') : t('explanation', { email })}
      action={t('accept')}
      isComplete={!isBusy && isNamed && password.length >= MIN_PASSWORD_CHARACTERS && code.trim() !== ''}
      problem={message === null ? null : t('failed', { message })}
      onSubmit={start}
    >
      {isFirstAdmin && (
        <>
          <SecretField
            {...{ id: 'name', label: t('name'), value: ownName, onChange: setOwnName, type: 'text' }}
            autoComplete="name"
            autoFocus
          />
          <SecretField
            {...{
              id: 'email',
              label: t('email'),
              value: ownEmail,
              onChange: setOwnEmail,
              type: 'email',
              inputMode: 'email',
            }}
            autoComplete="username"
          />
        </>
      )}
      <h2 className={styles.step}>{t('secret')}</h2>
      <p className={styles.text}>{t('secretHow')}</p>
      <Suspense>
        <QrCode text={totpUri} label={t('qrCode')} />
      </Suspense>
      <p className={styles.text}>{t('secretByHand')}</p>
      <code className={styles.secret}>{totpSecret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      <a className={styles.link} href={totpUri}>
        {t('secretLink')}
      </a>
      <SecretField
        {...{ id: 'code', label: t('code'), value: code, onChange: setCode, type: 'text', inputMode: 'numeric' }}
        autoComplete="one-time-code"
      />
      <SecretField
        {...{
          id: 'password',
          label: t('password'),
          hint: t('passwordHint', { characters: MIN_PASSWORD_CHARACTERS }),
          value: password,
          onChange: setPassword,
        }}
        type="password"
        autoComplete="new-password"
      />
    </SecretForm>
  )
}
