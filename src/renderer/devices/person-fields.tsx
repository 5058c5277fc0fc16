import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { BoundPerson } from '../../shared/contract/enrollment-codes.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import { useKnownTeams } from '../accounts/known-teams.ts'
import { TeamField } from '../accounts/team-field.tsx'
import { TextField } from '../ui/field.tsx'

/** Whom a computer is for, as typed. */
export interface TypedPerson {
  readonly email: string
  readonly name: string
  readonly team: string
}
export const nobodyTyped: TypedPerson = { email: '', name: '', team: '' }

const knownBy = (email: string, people: readonly PersonRow[]) =>
  people.find((person) => email.trim() !== '' && person.email?.toLowerCase() === email.trim().toLowerCase())

/** A name with the e-mail address, as two people can have one name. */
export const nameWithEmail = ({ name, email }: Pick<BoundPerson, 'name' | 'email'>): string =>
  email === null || name.includes(email) ? name : `${name} (${email})`

/** Somebody by name; their e-mail address says more, where it is known. */
export function typedAs(name: string, people: readonly PersonRow[]): Pick<TypedPerson, 'email' | 'name'> {
  const known = people.find((person) => person.name.toLowerCase() === name.trim().toLowerCase())
  return known?.email ? { email: known.email, name: '' } : { email: '', name: known?.name ?? name.trim() }
}

/** What of it is sent: an e-mail address that is known says enough. */
export function statedPerson(typed: TypedPerson, people: readonly PersonRow[]) {
  const [email, user, team] = [typed.email.trim(), typed.name.trim(), typed.team.trim()]
  return {
    ...(email !== '' && { email }),
    ...(user !== '' && !knownBy(email, people) && { user }),
    ...(team !== '' && { team }),
  }
}

/** E-mail address, name and team, with those that are known to choose from. @param withPerson false: the team alone */
export function PersonFields({
  typed,
  people,
  problem,
  withPerson = true,
  onChange,
}: {
  readonly typed: TypedPerson
  readonly people: readonly PersonRow[]
  /** Why the last try did not work. */
  readonly problem: ClientProblem | null
  readonly withPerson?: boolean
  readonly onChange: (typed: TypedPerson) => void
}) {
  const t = useTranslations('devices.codes.form')
  const errorOf = (pointer: string) => problem?.errors.find((error) => error.pointer === pointer)?.detail
  const known = knownBy(typed.email, people)
  const knownTeams = useKnownTeams(people)
  return (
    <>
      {withPerson && (
        <>
          <TextField
            label={t('email')}
            hint={t('emailHint')}
            value={typed.email}
            onChange={(email) => onChange({ ...typed, email })}
            error={errorOf('/email')}
            suggestions={people.flatMap((person) => person.email ?? [])}
          />
          <TextField
            label={t('name')}
            hint={t(known ? 'knownName' : 'nameHint')}
            value={known ? known.name : typed.name}
            onChange={(name) => onChange({ ...typed, name })}
            error={errorOf('/user')}
            suggestions={people.flatMap((person) => (person.email === null ? person.name : []))}
          />
        </>
      )}
      <TeamField
        label={t('team')}
        value={typed.team}
        error={errorOf('/team')}
        known={knownTeams}
        onChange={(team) => onChange({ ...typed, team })}
      />
    </>
  )
}
