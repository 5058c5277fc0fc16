import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from './button.tsx'
import { csvName, csvText, type CsvTable } from './csv.ts'
import { asProblem } from './problem-text.ts'

/** Downloads a table as CSV. `table` is called on click, and may load what is not there yet. */
export function CsvButton({
  title,
  table,
  isMain = false,
  ofThisComputer = false,
}: {
  readonly title: string
  readonly table: () => CsvTable | Promise<CsvTable>
  /** What is in it is not shown again: a button that is seen. */
  readonly isMain?: boolean
  /** One's own records, which the endpoint did not answer: its audit log does not tell of them. */
  readonly ofThisComputer?: boolean
}) {
  const t = useTranslations('ui')
  const { saveFile, team } = useAppEnvironment()
  const [problem, setProblem] = useState<string | null>(null)
  const save = async () => {
    try {
      const made = await table()
      // Before the file is there: what leaves is in the audit log.
      if (!ofThisComputer) await team.write('recordExport', {}, { what: title.slice(0, 100), rows: made.rows.length })
      await saveFile(csvName(title), csvText(made))
      setProblem(null)
    } catch (error) {
      setProblem(asProblem(error).message)
    }
  }
  return (
    <span data-print="hide" data-quiet={isMain ? undefined : ''}>
      {isMain ? (
        <Button aria-label={t('saveCsvOf', { title })} onClick={() => void save()}>
          {t('saveCsv')}
        </Button>
      ) : (
        <Button kind="quiet" small aria-label={t('csvOf', { title })} title={t('csvHint')} onClick={() => void save()}>
          {t('csv')}
        </Button>
      )}
      {problem && <span role="alert"> {problem}</span>}
    </span>
  )
}
