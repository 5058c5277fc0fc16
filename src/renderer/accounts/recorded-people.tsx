import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { DeletedPerson } from '../../shared/contract/people.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { TextField } from '../ui/field.tsx'
import { NO_DATA } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { translator } from '../text/translator.ts'
import { Tags } from '../ui/tag.tsx'
import styles from './accounts-screen.module.css'

const texts = translator('accounts.recorded')

interface PersonActions {
  readonly onExport: (person: PersonRow) => void
  readonly onDelete: (person: PersonRow) => void
}

function columnsOf({ onExport, onDelete }: PersonActions): Columns<PersonRow> {
  return [
    { id: 'name', header: texts('name'), heads: true, sortBy: ({ name }) => name, cell: ({ name }) => name },
    { id: 'team', header: texts('team'), sortBy: ({ team }) => team ?? '', cell: ({ team }) => team ?? NO_DATA },
    {
      id: 'actions',
      header: texts('actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (person) => (
        <Tags>
          <Button small aria-label={texts('export', person)} onClick={() => onExport(person)}>
            {texts('exportShort')}
          </Button>
          <Button small aria-label={texts('delete', person)} onClick={() => onDelete(person)}>
            {texts('deleteShort')}
          </Button>
        </Tags>
      ),
    },
  ]
}

/** Everybody who is recorded: their data as a file, and the end of it. @param onDeleted called after a person was deleted */
export function RecordedPeople({
  people,
  accounts,
  onDeleted,
}: {
  readonly people: readonly PersonRow[]
  readonly accounts: AccountClient
  readonly onDeleted: () => void
}) {
  const t = useTranslations('accounts.recorded')
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
      onDeleted()
    })
  const columns = columnsOf({
    onExport: (person) => run(() => accounts.exportPerson(person)),
    onDelete: setLeaving,
  })
  return (
    <Card title={t('card', { count: people.length })} explanation={t('explanation')}>
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
      {failure && <Banner kind="problem">{failure.message}</Banner>}
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
