import { useTranslations } from 'use-intl'
import { TextField } from '../ui/field.tsx'
import { newTeams } from './known-teams.ts'
import styles from './accounts-screen.module.css'

/** A team, or several with commas between, and those that are known to choose from. One that nobody knows yet is said to be new: it may be a slip. */
export function TeamField({
  label,
  hint,
  value,
  error,
  known,
  onChange,
}: {
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly error?: string | undefined
  readonly known: readonly string[]
  readonly onChange: (value: string) => void
}) {
  const t = useTranslations('accounts')
  const fresh = newTeams(value, known)
  return (
    <div>
      <TextField label={label} hint={hint} value={value} onChange={onChange} error={error} suggestions={known} />
      <p className={styles.newTeam} role="status">
        {fresh.length > 0 && t('newTeam', { teams: fresh.map((team) => `“${team}”`).join(', '), count: fresh.length })}
      </p>
    </div>
  )
}
