import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { holidaysField, hourFields, shiftRows, zoneField } from './calendar-document.ts'
import { CodedField } from './coded-field.tsx'
import { text } from './codecs.ts'
import type { FieldErrors } from './document-errors.ts'
import { at, type Json, withAt } from './json-path.ts'
import { AddRow, RowList } from './row-list.tsx'
import { errorAt } from './section-props.ts'
import styles from './settings-screen.module.css'
import { below, type FieldSpec, input } from './specs.ts'
import { type OwnPart, ownParts, teamPath, withOwnPart, withoutTeam } from './team-calendars.ts'

interface TeamCalendarProps {
  readonly team: string
  /** The whole calendar. */
  readonly body: Json
  readonly errors: FieldErrors
  readonly onChange: (body: Json) => void
}

/** The parts of the calendar that one team replaces. */
export function TeamCalendar({ team, body, errors, onChange }: TeamCalendarProps) {
  const t = useTranslations('settings')
  const partNames = {
    hours: t('teams.ownHours'),
    holidays: t('teams.ownHolidays'),
    shifts: t('teams.ownShifts'),
  } satisfies Record<OwnPart, string>
  const path = teamPath(team)
  const has = (part: OwnPart) => at(body, `${path}/${part}`) !== undefined
  const defaultZone = at(body, 'zone')
  const shifts = { ...shiftRows, path: `${path}/${shiftRows.path}` }
  const zone: FieldSpec = {
    ...zoneField,
    input: input(text('left out')),
    placeholder: typeof defaultZone === 'string' ? defaultZone : t('calendar.zoneDefault'),
  }
  const field = (spec: FieldSpec) => (
    <CodedField
      key={spec.path}
      spec={spec}
      context={team}
      value={at(body, spec.path)}
      error={errorAt(errors, spec.path)}
      onChange={(value) => onChange(withAt(body, spec.path, value))}
    />
  )
  const fields = (specs: readonly FieldSpec[]) => (
    <div className={styles.fields} data-wide={specs.some(({ wide }) => wide === true) ? '' : undefined}>
      {below(path, specs).map(field)}
    </div>
  )
  return (
    <fieldset className={styles.row}>
      <legend>{team}</legend>
      <div className={styles.team}>
        {fields([zone])}
        <div className={styles.checks}>
          {ownParts.map((part) => (
            <Checkbox
              key={part}
              label={partNames[part]}
              checked={has(part)}
              onChange={(own) => onChange(withOwnPart(body, team, part, own))}
            />
          ))}
        </div>
        {has('hours') && (
          <Part name={t('teams.hours')} of={team}>
            {fields(hourFields)}
          </Part>
        )}
        {has('holidays') && (
          <Part name={t('teams.holidays')} of={team}>
            {fields([holidaysField])}
          </Part>
        )}
        {has('shifts') && (
          <Part name={t('teams.shifts')} of={team}>
            <RowList spec={shifts} body={body} errors={errors} of={team} onChange={onChange} />
            <AddRow spec={shifts} body={body} of={team} onChange={onChange} />
          </Part>
        )}
      </div>
      <div className={styles.acts}>
        <Button
          kind="quiet"
          small
          aria-label={t('teams.removeNamed', { team })}
          onClick={() => onChange(withoutTeam(body, team))}
        >
          {t('teams.remove')}
        </Button>
      </div>
    </fieldset>
  )
}

function Part({ name, of, children }: { readonly name: string; readonly of: string; readonly children: ReactNode }) {
  const t = useTranslations('settings.teams')
  return (
    <div className={styles.part} role="group" aria-label={t('partOf', { part: name, team: of })}>
      <h3>{name}</h3>
      {children}
    </div>
  )
}
