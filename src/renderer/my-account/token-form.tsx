import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Role } from '../../shared/contract/access.ts'
import { MAX_TOKEN_DAYS, type NewApiToken } from '../../shared/contract/accounts.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { RolesField } from '../accounts/roles-field.tsx'
import { Button } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import styles from './my-account-screen.module.css'

/** Days that the form offers a token for. */
const DAYS = [7, 30, 90, MAX_TOKEN_DAYS] as const

/** A token to make: for what, with which of one's own roles, and for how long. */
export function TokenForm({
  held,
  problem,
  onCreate,
}: {
  readonly held: readonly Role[]
  /** Why the last try did not work. */
  readonly problem: ClientProblem | null
  readonly onCreate: (given: NewApiToken) => void
}) {
  const t = useTranslations('myAccount.tokens')
  const [name, setName] = useState('')
  // With one role there is nothing to choose; of several, a token is to have no more than its program needs.
  const [roles, setRoles] = useState<readonly Role[]>(held.length === 1 ? held : [])
  const [days, setDays] = useState('30')
  const isComplete = name.trim() !== '' && roles.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isComplete) onCreate({ name: name.trim(), roles: [...roles], expiresInDays: Number(days) })
  }
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t('new')} noValidate>
      <h3>{t('new')}</h3>
      <TextField label={t('name')} hint={t('nameHint')} value={name} onChange={setName} />
      <RolesField legend={t('rolesOfToken')} offered={held} roles={roles} onChange={setRoles} />
      <SelectField
        label={t('days')}
        value={days}
        options={DAYS.map((count) => ({ value: String(count), name: t('daysOption', { count: String(count) }) }))}
        onChange={setDays}
      />
      {problem && <Banner kind="problem">{problem.message}</Banner>}
      <div>
        <Button kind="primary" type="submit" disabled={!isComplete}>
          {t('create')}
        </Button>
      </div>
    </form>
  )
}
