import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { holidaysField, hourFields, shiftRows, zoneField } from './calendar-document.ts'
import { CodedField } from './coded-field.tsx'
import { text } from './codecs.ts'
import { at, type Json, withAt } from './json-path.ts'
import { AddRow, RowList } from './row-list.tsx'
import { errorAt } from './section-props.ts'
import styles from './settings-screen.module.css'
import { below, type FieldSpec, input } from './specs.ts'
import { type OwnPart, ownParts, teamPath, withOwnPart, withoutTeam } from './team-calendars.ts'

const partNames: Readonly<Record<OwnPart, string>> = {
  hours: 'Own hours',
  holidays: 'Own holidays',
  shifts: 'Own shifts',
}

interface TeamCalendarProps {
  readonly team: string
  /** The whole calendar. */
  readonly body: Json
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (body: Json) => void
}

/** What one team has of its own. */
export function TeamCalendar({ team, body, errors, onChange }: TeamCalendarProps) {
  const path = teamPath(team)
  const has = (part: OwnPart) => at(body, `${path}/${part}`) !== undefined
  const everybodys = at(body, 'zone')
  const shifts = { ...shiftRows, path: `${path}/${shiftRows.path}` }
  const zone: FieldSpec = {
    ...zoneField,
    input: input(text('left out')),
    placeholder: typeof everybodys === 'string' ? everybodys : 'the endpoint’s own',
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
  const fields = (specs: readonly FieldSpec[]) => <div className={styles.fields}>{below(path, specs).map(field)}</div>
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
          <Part name="Hours" of={team}>
            {fields(hourFields)}
          </Part>
        )}
        {has('holidays') && (
          <Part name="Holidays" of={team}>
            {fields([holidaysField])}
          </Part>
        )}
        {has('shifts') && (
          <Part name="Shifts" of={team}>
            <RowList spec={shifts} body={body} errors={errors} of={team} onChange={onChange} />
            <AddRow spec={shifts} body={body} of={team} onChange={onChange} />
          </Part>
        )}
      </div>
      <div className={styles.acts}>
        <Button kind="quiet" small aria-label={`Remove team ${team}`} onClick={() => onChange(withoutTeam(body, team))}>
          Remove team
        </Button>
      </div>
    </fieldset>
  )
}

function Part({ name, of, children }: { readonly name: string; readonly of: string; readonly children: ReactNode }) {
  return (
    <div className={styles.part} role="group" aria-label={`${name} of ${of}`}>
      <h3>{name}</h3>
      {children}
    </div>
  )
}
