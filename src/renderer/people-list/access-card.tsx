import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { PersonAccess } from '../../shared/contract/people-list.ts'
import type { PersonRow } from '../../shared/contract/reports.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { Checkbox, SelectField } from '../ui/field.tsx'
import { count } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import styles from './people-list.module.css'

const texts = translator('peopleList.access')
const DAYS = [1, 7, 14, 30]
const USUAL_DAYS = 7

interface AccessCardProps {
  readonly accounts: AccountClient
  /** Those who are here and are no sample. */
  readonly people: readonly PersonRow[]
  /** How many computers record for each person, by id. */
  readonly computers: ReadonlyMap<string, number>
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (ids: ReadonlySet<string>) => void
  readonly onMade: (made: readonly PersonAccess[]) => void
}

/** Recorded people to choose from, and what is made for those who are chosen. */
export function AccessCard({ accounts, people, computers, chosen, onChoose, onMade }: AccessCardProps) {
  const t = useTranslations('peopleList.access')
  const [wants, setWants] = useState({ codes: true, invitations: false })
  const [days, setDays] = useState(String(USUAL_DAYS))
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [isMaking, setMaking] = useState(false)
  const columns = useMemo(() => columnsOf(computers, chosen, onChoose), [computers, chosen, onChoose])
  const ids = people.flatMap(({ id }) => (chosen.has(id) ? [id] : []))
  const make = () => {
    setProblem(null)
    setMaking(true)
    accounts
      .giveAccess({ people: ids, ...wants, codesExpireInDays: Number(days) })
      .then(
        ({ rows }) => {
          onChoose(new Set())
          onMade(rows)
        },
        (error: unknown) => setProblem(asProblem(error)),
      )
      .finally(() => setMaking(false))
  }
  const choose = (which: (person: PersonRow) => boolean) => onChoose(new Set(people.filter(which).map(({ id }) => id)))
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {people.length === 0 ? (
        <p>{t('nobody')}</p>
      ) : (
        <div className={styles.preview}>
          <div className={styles.buttons}>
            <Button small onClick={() => choose(() => true)}>
              {t('all')}
            </Button>
            <Button small onClick={() => choose(({ id }) => !computers.has(id))}>
              {t('without')}
            </Button>
            <Button small kind="quiet" onClick={() => choose(() => false)}>
              {t('none')}
            </Button>
          </div>
          <DataTable rows={people} columns={columns} noun={t('noun')} rowKey={({ id }) => id} pageRows={20} />
          <div className={styles.wants}>
            <Checkbox label={t('codes')} checked={wants.codes} onChange={(codes) => setWants({ ...wants, codes })} />
            <Checkbox
              label={t('invitations')}
              checked={wants.invitations}
              onChange={(invitations) => setWants({ ...wants, invitations })}
            />
            <SelectField
              label={t('days')}
              value={days}
              onChange={setDays}
              options={DAYS.map((each) => ({ value: String(each), name: t('dayCount', { count: each }) }))}
            />
            <Button
              kind="primary"
              disabled={isMaking || ids.length === 0 || !(wants.codes || wants.invitations)}
              onClick={make}
            >
              {t('make', { count: ids.length })}
            </Button>
          </div>
          {problem && <Banner kind="problem">{problem.message}</Banner>}
        </div>
      )}
    </Card>
  )
}

function columnsOf(
  computers: AccessCardProps['computers'],
  chosen: AccessCardProps['chosen'],
  onChoose: AccessCardProps['onChoose'],
): Columns<PersonRow> {
  const toggle = (id: string) =>
    onChoose(new Set(chosen.has(id) ? [...chosen].filter((one) => one !== id) : [...chosen, id]))
  return [
    {
      id: 'chosen',
      header: texts('column.chosen'),
      sortBy: ({ id }) => (chosen.has(id) ? 0 : 1),
      csv: () => null,
      cell: ({ id, name }) => (
        <input
          type="checkbox"
          className={styles.chosen}
          aria-label={texts('choose', { name })}
          checked={chosen.has(id)}
          onChange={() => toggle(id)}
        />
      ),
    },
    { ...textColumn('name', texts('column.name'), ({ name }) => name), heads: true },
    textColumn('email', texts('column.email'), ({ email }) => email),
    textColumn('team', texts('column.team'), ({ team }) => team),
    {
      id: 'computers',
      header: texts('column.computers'),
      numeric: true,
      sortBy: ({ id }) => computers.get(id) ?? 0,
      cell: ({ id }) => count(computers.get(id) ?? 0),
    },
  ]
}
