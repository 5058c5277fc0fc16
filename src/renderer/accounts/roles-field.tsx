import { useTranslations } from 'use-intl'
import type { Role } from '../../shared/contract/access.ts'
import { Checkbox } from '../ui/field.tsx'
import styles from './roles-field.module.css'

/** Some of the roles that may be given, each with what it means. */
export function RolesField({
  legend,
  offered,
  roles,
  onChange,
}: {
  readonly legend: string
  readonly offered: readonly Role[]
  readonly roles: readonly Role[]
  /** Gets them in the order of `offered`. */
  readonly onChange: (roles: readonly Role[]) => void
}) {
  const t = useTranslations('accounts')
  return (
    <fieldset className={styles.roles}>
      <legend>{legend}</legend>
      {offered.map((role) => (
        <Checkbox
          key={role}
          label={t(`role.${role}`)}
          hint={t(`roleMeaning.${role}`)}
          checked={roles.includes(role)}
          onChange={(isOn) => onChange(offered.filter((each) => (each === role ? isOn : roles.includes(each))))}
        />
      ))}
    </fieldset>
  )
}
