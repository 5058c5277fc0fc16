import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AccountClient } from '../bridge/account-client.ts'
import { useNavigation } from './navigation.tsx'
import type { Refusal } from '../bridge/refusal.ts'
import type { SessionToken } from '../bridge/session-token.ts'
import { Button } from '../ui/button.tsx'
import { SecretField, SecretForm, useEntering } from './secret-form.tsx'
import styles from './sign-in.module.css'

/** The page of somebody who is not signed in. */
export function SignIn(way: {
  readonly token: SessionToken
  readonly accounts: AccountClient
  /** Why the browser came back from the identity provider without a session. */
  readonly refusal: Refusal | null
}) {
  const { token } = way
  const [byToken, setByToken] = useState(token.refused() === 'token')
  return byToken ? (
    <TokenForm token={token} onOther={() => setByToken(false)} />
  ) : (
    <PasswordForm {...way} onOther={() => setByToken(true)} />
  )
}

function PasswordForm({
  token,
  accounts,
  refusal,
  onOther,
}: {
  readonly token: SessionToken
  readonly accounts: AccountClient
  readonly refusal: Refusal | null
  readonly onOther: () => void
}) {
  const t = useTranslations('app.signIn')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const { isBusy, message, start } = useEntering(() => accounts.signIn({ email, password, code }))
  const { provider } = accounts
  const wanted = useNavigation().current()
  const signedOut = token.refused() === 'session' ? t('signedOut') : null
  const refused =
    refusal && t(`refused.${refusal.reason}`, { provider: provider ?? t('anyProvider'), email: refusal.email ?? '' })
  return (
    <SecretForm
      title={t('title')}
      explanation={t(provider === null ? 'explanation' : 'explanationWithProvider')}
      first={
        <>
          {refused !== null && (
            <p className={styles.refused} role="alert">
              {refused}
            </p>
          )}
          {provider !== null && <ProviderLink name={provider} address={accounts.providerAddress(wanted)} />}
        </>
      }
      action={t('open')}
      isComplete={!isBusy && email.trim() !== '' && password !== '' && code.trim() !== ''}
      problem={message === null ? signedOut : t('failed', { message })}
      onSubmit={start}
      below={
        <Button kind="quiet" onClick={onOther}>
          {t('byToken')}
        </Button>
      }
    >
      <SecretField
        {...{ id: 'email', label: t('email'), value: email, onChange: setEmail, type: 'email', inputMode: 'email' }}
        autoComplete="username"
        autoFocus={provider === null}
      />
      <SecretField
        {...{ id: 'password', label: t('password'), value: password, onChange: setPassword, type: 'password' }}
        autoComplete="current-password"
      />
      <SecretField
        {...{ id: 'code', label: t('code'), value: code, onChange: setCode, type: 'text', inputMode: 'numeric' }}
        autoComplete="one-time-code"
      />
    </SecretForm>
  )
}

function ProviderLink({ name, address }: { readonly name: string; readonly address: string }) {
  const t = useTranslations('app.signIn')
  return (
    <>
      <a className={styles.provider} href={address}>
        {t('withProvider', { name })}
      </a>
      <p className={styles.or}>{t('orPassword')}</p>
    </>
  )
}

function TokenForm({ token, onOther }: { readonly token: SessionToken; readonly onOther: () => void }) {
  const t = useTranslations('app.tokenSignIn')
  const signIn = useTranslations('app.signIn')
  const [value, setValue] = useState('')
  return (
    <SecretForm
      title={signIn('title')}
      explanation={t('explanation')}
      action={t('open')}
      isComplete={value.trim() !== ''}
      problem={token.refused() === 'token' ? t('refused') : null}
      onSubmit={() => token.set(value.trim())}
      below={
        <>
          <p className={styles.text}>{t('kept')}</p>
          <Button kind="quiet" onClick={onOther}>
            {signIn('byPassword')}
          </Button>
        </>
      }
    >
      <SecretField
        {...{ id: 'token', label: t('token'), value, onChange: setValue, type: 'password', autoComplete: 'off' }}
        autoFocus
      />
    </SecretForm>
  )
}
