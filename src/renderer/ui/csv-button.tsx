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
}: {
  readonly title: string
  readonly table: () => CsvTable | Promise<CsvTable>
}) {
  const t = useTranslations('ui')
  const { saveFile } = useAppEnvironment()
  const [problem, setProblem] = useState<string | null>(null)
  const save = async () => {
    try {
      await saveFile(csvName(title), csvText(await table()))
      setProblem(null)
    } catch (error) {
      setProblem(asProblem(error).message)
    }
  }
  return (
    <span data-print="hide" data-quiet="">
      <Button kind="quiet" small aria-label={t('csvOf', { title })} title={t('csvHint')} onClick={() => void save()}>
        {t('csv')}
      </Button>
      {problem && <span role="alert"> {problem}</span>}
    </span>
  )
}
