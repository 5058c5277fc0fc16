import { type FormEvent, type ReactNode, useState } from 'react'
import { ClientProblem } from '../../shared/contract/clients.ts'
import { Button } from '../ui/button.tsx'
import styles from './sign-in.module.css'
import { Wordmark } from './wordmark.tsx'

/** The page of somebody who is not signed in: a card with a form. */
export function SecretForm({
  title,
  explanation,
  action,
  isComplete,
  problem,
  onSubmit,
  first,
  children,
  below,
}: {
  readonly title: string
  readonly explanation: string
  readonly action: string
  readonly isComplete: boolean
  /** What was wrong the last time, in a sentence. */
  readonly problem: string | null
  readonly onSubmit: () => void
  /** Another way in, before the form's own. */
  readonly first?: ReactNode
  readonly children: ReactNode
  readonly below?: ReactNode
}) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isComplete) onSubmit()
  }
  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <Wordmark />
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.text}>{explanation}</p>
        {first}
        {children}
        {problem !== null && (
          <p className={styles.refused} id="problem" role="alert">
            {problem}
          </p>
        )}
        <Button kind="primary" type="submit" disabled={!isComplete}>
          {action}
        </Button>
        {below}
      </form>
    </main>
  )
}

export function SecretField({
  id,
  label,
  hint,
  value,
  onChange,
  ...input
}: {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type: 'text' | 'email' | 'password'
  readonly autoComplete: string
  readonly inputMode?: 'numeric' | 'email'
  readonly autoFocus?: boolean
}) {
  return (
    <>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={styles.field}
        spellCheck={false}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        {...input}
      />
      {hint !== undefined && (
        <p className={styles.text} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </>
  )
}

/** Why somebody was not let in, in the endpoint's words. */
export const reasonOf = (error: unknown): string => (error instanceof ClientProblem ? error.message : String(error))

/** Runs what signs in, once at a time, and keeps what went wrong. */
export function useEntering(enter: () => Promise<void>): {
  readonly isBusy: boolean
  readonly message: string | null
  readonly start: () => void
} {
  const [isBusy, setBusy] = useState(false)
  const [message, setMessage] = useState<string | null>(null)
  const start = () => {
    if (isBusy) return
    setBusy(true)
    setMessage(null)
    enter()
      .catch((error: unknown) => setMessage(reasonOf(error)))
      .finally(() => setBusy(false))
  }
  return { isBusy, message, start }
}
