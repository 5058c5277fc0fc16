import { type FormEvent, useState } from 'react'
import type { SessionToken } from '../bridge/session-token.ts'
import { Button } from '../ui/button.tsx'
import styles from './sign-in.module.css'
import { Wordmark } from './wordmark.tsx'

export function SignIn({ token }: { readonly token: SessionToken }) {
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
        <h1 className={styles.title}>Sign in</h1>
        <p className={styles.text}>
          Paste the access token your administrator gave you, or open the link that carries it.
        </p>
        <label className={styles.label} htmlFor="token">
          Access token
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
            The endpoint does not take this token. It may have been revoked, or a character is missing.
          </p>
        )}
        <Button kind="primary" type="submit" disabled={value.trim() === ''}>
          Open the team panel
        </Button>
        <p className={styles.text} id="token-kept">
          The token stays in this tab and is forgotten when you close it.
        </p>
      </form>
    </main>
  )
}
