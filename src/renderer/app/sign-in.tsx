import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SessionToken } from '../bridge/session-token.ts'
import { Button } from '../ui/button.tsx'
import styles from './sign-in.module.css'
import { Wordmark } from './wordmark.tsx'

export function SignIn({ token }: { readonly token: SessionToken }) {
  const t = useTranslations('app.signIn')
  const [value, setValue] = useState('')
  const refused = token.wasRefused()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim()) token.set(value.trim())
  }
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <Wordmark />
        <h1 className={styles.title}>{t('title')}</h1>
        <p className={styles.text}>{t('explanation')}</p>
        <label className={styles.label} htmlFor="token">
          {t('token')}
        </label>
        <input
          id="token"
          className={styles.field}
          type="password"
          autoComplete="off"
          autoFocus
          spellCheck={false}
          value={value}
          aria-invalid={refused}
          aria-describedby={refused ? 'token-refused token-kept' : 'token-kept'}
          onChange={(event) => setValue(event.target.value)}
        />
        {refused && (
          <p className={styles.refused} id="token-refused" role="alert">
            {t('refused')}
          </p>
        )}
        <Button kind="primary" type="submit" disabled={value.trim() === ''}>
          {t('open')}
        </Button>
        <p className={styles.text} id="token-kept">
          {t('kept')}
        </p>
      </form>
    </main>
  )
}
