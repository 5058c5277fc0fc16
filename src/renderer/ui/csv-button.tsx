import { useState } from 'react'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from './button.tsx'
import { csvName, csvText, type CsvTable } from './csv.ts'
import { asProblem } from './use-polled.ts'

/** Saves what a table shows as CSV. `table` is asked when it is clicked. */
export function CsvButton({ title, table }: { readonly title: string; readonly table: () => CsvTable }) {
  const { saveFile } = useAppEnvironment()
  const [problem, setProblem] = useState<string | null>(null)
  const save = async () => {
    try {
      await saveFile(csvName(title), csvText(table()))
      setProblem(null)
    } catch (error) {
      setProblem(asProblem(error).message)
    }
  }
  return (
    <span data-print="hide" data-quiet="">
      <Button
        kind="quiet"
        small
        aria-label={`${title} as CSV`}
        title="Save what is shown as CSV"
        onClick={() => void save()}
      >
        CSV
      </Button>
      {problem && <span role="alert"> {problem}</span>}
    </span>
  )
}
