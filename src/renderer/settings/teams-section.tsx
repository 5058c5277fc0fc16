import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'
import { TeamCalendar } from './team-calendar.tsx'
import { teamsOf, withTeam } from './team-calendars.ts'
import { useTeamNames } from './use-team-names.ts'

/** Calendars of teams that differ from the default. */
export function TeamsSection({
  section,
  body,
  errors,
  onChange,
}: SectionProps<Extract<SectionSpec, { kind: 'teams' }>>) {
  const t = useTranslations('settings.teams')
  const teams = teamsOf(body)
  const known = useTeamNames()
  const [name, setName] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const type = (next: string) => {
    setName(next)
    setRefusal(null)
  }
  const add = () => {
    const added = withTeam(body, name)
    if (typeof added === 'string') {
      setRefusal(added)
      return
    }
    type('')
    onChange(added.calendar)
  }
  return (
    <Card title={section.title} explanation={section.explanation}>
      <div className={styles.adding}>
        <TextField
          label={t('team')}
          value={name}
          placeholder={t('teamPlaceholder')}
          suggestions={known.filter((one) => !teams.includes(one))}
          error={refusal ?? undefined}
          onChange={type}
          onEnter={add}
        />
        <Button onClick={add}>{t('add')}</Button>
      </div>
      {teams.length === 0 && <p className={styles.quiet}>{t('none')}</p>}
      <ul className={styles.rows}>
        {teams.map((team) => (
          <li key={team}>
            <TeamCalendar team={team} body={body} errors={errors} onChange={onChange} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
