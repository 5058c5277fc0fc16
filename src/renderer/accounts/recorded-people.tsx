import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { AccountRow } from '../../shared/contract/accounts.ts'
import type { DeletedPerson, PersonChange } from '../../shared/contract/people.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { TextField } from '../ui/field.tsx'
import { day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { translator } from '../text/translator.ts'
import { Tags } from '../ui/tag.tsx'
import { personTeamText } from './team-times.ts'
import { PersonForm } from './person-form.tsx'
import styles from './accounts-screen.module.css'

const texts = translator('accounts.recorded')

interface PersonActions {
  readonly onChange: (person: PersonRow) => void
  readonly onExport: (person: PersonRow) => void
  readonly onDelete: (person: PersonRow) => void
}

/** @param zone of the days on which teams change */
function columnsOf({ onChange, onExport, onDelete }: PersonActions, zone: string): Columns<PersonRow> {
  return [
    { ...textColumn('name', texts('name'), ({ name }) => name), heads: true },
    textColumn('email', texts('email'), ({ email }) => email),
    {
      id: 'team',
      header: texts('team'),
      wraps: true,
      sortBy: ({ team }) => team ?? '',
      cell: (person) => stateText(person, zone),
    },
    {
      id: 'actions',
      header: texts('actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (person) => (
        <Tags>
          <Button small aria-label={texts('change', { name: person.name })} onClick={() => onChange(person)}>
            {texts('changeShort')}
          </Button>
          <Button small aria-label={texts('export', { name: person.name })} onClick={() => onExport(person)}>
            {texts('exportShort')}
          </Button>
          <Button small aria-label={texts('delete', { name: person.name })} onClick={() => onDelete(person)}>
            {texts('deleteShort')}
          </Button>
        </Tags>
      ),
    },
  ]
}

/** The team, and what is going to change. */
const stateText = (person: PersonRow, zone: string): string =>
  person.leftAt === null ? personTeamText(person, zone) : texts('leftOn', { date: day(person.leftAt, zone) })

/** Everybody who is recorded: who they are, their data as a file, and the end of it. @param onChanged called after a change */
export function RecordedPeople({
  people,
  isLoaded,
  known,
  knownTeams,
  accounts,
  devices,
  onChanged,
}: {
  readonly people: readonly PersonRow[]
  /** False: who is recorded is not known yet. */
  readonly isLoaded: boolean
  /** Accounts of the tenant. */
  readonly known: readonly AccountRow[]
  readonly knownTeams: readonly string[]
  readonly accounts: AccountClient
  readonly devices: DeviceClient
  readonly onChanged: () => void
}) {
  const t = useTranslations('accounts.recorded')
  const zone = useTeamZone()
  const [changed, setChanged] = useState<PersonRow | null>(null)
  const [leaving, setLeaving] = useState<PersonRow | null>(null)
  const [deleted, setDeleted] = useState<{ readonly name: string; readonly answer: DeletedPerson } | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  const run = (action: () => Promise<void>) => {
    setFailure(null)
    action().catch((error: unknown) => setFailure(asProblem(error)))
  }
  const erase = ({ id, name }: PersonRow) =>
    run(async () => {
      setDeleted({ name, answer: await accounts.deletePerson(id) })
      setLeaving(null)
      onChanged()
    })
  const save = ({ id }: PersonRow, change: PersonChange) =>
    run(async () => {
      await accounts.changePerson(id, change)
      setChanged(null)
      onChanged()
    })
  const actions = {
    onChange: (person: PersonRow) => {
      setFailure(null)
      setChanged(person)
    },
    onExport: (person: PersonRow) => run(() => accounts.exportPerson(person)),
    onDelete: setLeaving,
  }
  const columns = columnsOf(actions, zone)
  return (
    <Card title={isLoaded ? t('card', { count: people.length }) : t('cardWaiting')} explanation={t('explanation')}>
      {deleted && (
        <Banner kind="done">
          {t.rich(deleted.answer.keptOutside ? 'deleted' : 'deletedHereAlone', { name: deleted.name, strong })}
        </Banner>
      )}
      {leaving && (
        <ConfirmDeletion
          key={leaving.id}
          name={leaving.name}
          onDelete={() => erase(leaving)}
          onCancel={() => setLeaving(null)}
        />
      )}
      {changed && (
        <PersonForm
          key={changed.id}
          person={changed}
          account={known.find(({ user, deactivatedAt }) => user === changed.id && deactivatedAt === null) ?? null}
          knownTeams={knownTeams}
          devices={devices}
          problem={failure}
          onSave={(change) => save(changed, change)}
          onCancel={() => setChanged(null)}
        />
      )}
      {failure && !changed && <Banner kind="problem">{failure.message}</Banner>}
      {people.length > 0 && <DataTable rows={people} columns={columns} noun={t('noun')} rowKey={({ id }) => id} />}
    </Card>
  )
}

/** It cannot be undone, so that the name has to be typed. */
function ConfirmDeletion({
  name,
  onDelete,
  onCancel,
}: {
  readonly name: string
  readonly onDelete: () => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('accounts.recorded')
  const [typed, setTyped] = useState('')
  const isTyped = typed.trim() === name
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isTyped) onDelete()
  }
  return (
    <form
      className={`${styles.form} ${styles.confirmation}`}
      onSubmit={submit}
      aria-label={t('delete', { name })}
      noValidate
    >
      <p>{t.rich('meaning', { name, strong })}</p>
      <TextField label={t('typeName', { name })} value={typed} onChange={setTyped} />
      <div className={styles.buttons}>
        <Button kind="primary" type="submit" disabled={!isTyped}>
          {t('deleteForGood')}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  )
}
