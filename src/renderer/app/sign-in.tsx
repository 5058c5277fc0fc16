import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AccountClient } from '../bridge/account-client.ts'
import type { SessionToken } from '../bridge/session-token.ts'
import { Button } from '../ui/button.tsx'
import { SecretField, SecretForm, useEntering } from './secret-form.tsx'
import styles from './sign-in.module.css'

/** The page of somebody who is not signed in. */
export function SignIn({ token, accounts }: { readonly token: SessionToken; readonly accounts: AccountClient }) {
  const [byToken, setByToken] = useState(token.refused() === 'token')
  return byToken ? (
    <TokenForm token={token} onOther={() => setByToken(false)} />
  ) : (
    <PasswordForm token={token} accounts={accounts} onOther={() => setByToken(true)} />
  )
}

function PasswordForm({
  token,
  accounts,
  onOther,
}: {
  readonly token: SessionToken
  readonly accounts: AccountClient
  readonly onOther: () => void
}) {
  const t = useTranslations('app.signIn')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const { isBusy, message, start } = useEntering(() => accounts.signIn({ email, password, code }))
  const signedOut = token.refused() === 'session' ? t('signedOut') : null
  return (
    <SecretForm
      title={t('title')}
      explanation={t('explanation')}
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
        autoFocus
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
