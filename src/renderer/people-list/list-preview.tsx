import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ListedPeople, ListedPerson } from '../../shared/contract/people-list.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { count } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { Tag } from '../ui/tag.tsx'
import styles from './people-list.module.css'

const texts = translator('peopleList.preview')
const effects = ['new', 'changed', 'known', 'faulty'] as const
const tones = { new: 'ok', changed: 'missed', known: undefined, faulty: 'overdue' } as const

const columns: Columns<ListedPerson> = [
  { id: 'line', header: texts('column.line'), sortBy: ({ line }) => line, cell: ({ line }) => count(line) },
  { ...textColumn('name', texts('column.name'), ({ name }) => name), heads: true },
  textColumn('email', texts('column.email'), ({ email }) => email),
  textColumn('team', texts('column.team'), ({ team }) => team),
  {
    id: 'effect',
    header: texts('column.effect'),
    sortBy: ({ effect }) => effects.indexOf(effect),
    csv: ({ effect }) => texts(`effect.${effect}`),
    wraps: true,
    cell: (row) => (
      <>
        <Tag tone={tones[row.effect]}>{texts(`effect.${row.effect}`)}</Tag> {detailOf(row)}
      </>
    ),
  },
  { ...textColumn('detail', texts('column.detail'), detailOf), csvOnly: true },
]

/** What is wrong with a row, or what it changes. */
function detailOf({ fault, changes }: ListedPerson): string {
  if (fault !== null) return fault
  return changes
    .map(({ field, from, to }) => {
      const none = texts('noTeam')
      return texts(`change.${field}`, { from: from ?? none, to: to ?? none })
    })
    .join('; ')
}

/** What each row of a list would do. Those at fault come first. */
export function ListPreview({
  name,
  preview: { rows },
  onSave,
  onCancel,
}: {
  /** Of the file. */
  readonly name: string
  readonly preview: ListedPeople
  readonly onSave: (leaveOut: boolean) => void
  readonly onCancel: () => void
}) {
  const t = useTranslations('peopleList.preview')
  const [isSaving, setSaving] = useState(false)
  const counts = Object.fromEntries(
    effects.map((effect) => [effect, rows.filter((row) => row.effect === effect).length]),
  ) as Record<ListedPerson['effect'], number>
  const [added, changed, faulty] = [counts.new, counts.changed, counts.faulty]
  const parts = effects.flatMap((effect) =>
    counts[effect] > 0 ? [t(`count.${effect}`, { count: counts[effect] })] : [],
  )
  const ordered = rows.toSorted((one, other) => Number(other.fault !== null) - Number(one.fault !== null))
  const save = (leaveOut: boolean) => {
    setSaving(true)
    onSave(leaveOut)
  }
  const hasMove = rows.some(({ changes }) => changes.some(({ field }) => field === 'team'))
  return (
    <div className={styles.preview}>
      <p>{t.rich('summary', { name, parts: parts.join(', '), strong })}</p>
      {faulty > 0 && <Banner kind="problem">{t.rich('refused', { count: faulty, strong })}</Banner>}
      <DataTable rows={ordered} columns={columns} noun={t('noun')} rowKey={({ line }) => String(line)} />
      {hasMove && <p>{t('moves')}</p>}
      {added + changed === 0 && faulty === 0 && <p>{t('nothing')}</p>}
      <div className={styles.buttons}>
        {added + changed > 0 && (
          <Button kind="primary" disabled={isSaving || faulty > 0} onClick={() => save(false)}>
            {t('save', { added, changed })}
          </Button>
        )}
        {faulty > 0 && added + changed > 0 && (
          <Button disabled={isSaving} onClick={() => save(true)}>
            {t('leaveOut', { count: faulty, people: added + changed })}
          </Button>
        )}
        <Button kind="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  )
}
