import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'

export interface WorklistOptions {
  readonly team: readonly string[]
  readonly owner: readonly string[]
  readonly payer: readonly string[]
  readonly category: readonly string[]
  readonly queue: readonly string[]
}

const noOptions: WorklistOptions = { team: [], owner: [], payer: [], category: [], queue: [] }

/** The filter options: the values that occur among open denials. */
export function useWorklistOptions(): WorklistOptions {
  const { team } = useAppEnvironment()
  const { value } = useLiveQuery(['worklist options'], async () => {
    const to = Date.now()
    const of = async (by: string) => {
      const { rows } = await team.read('metric', { id: 'open_denials', from: to - 86_400_000, to, by })
      return rows.flatMap(({ key }) => (key === null || key === '' ? [] : [key])).toSorted((a, b) => a.localeCompare(b))
    }
    // The metric groups by person id, but the worklist filters by name, so names come from the rows.
    const [payer, category, queue, teams, first] = await Promise.all([
      of('payer'),
      of('category'),
      of('queue'),
      of('team'),
      team.read('worklist', { limit: 500 }),
    ])
    const owner = [...new Set(first.rows.flatMap((row) => (row.owner === null ? [] : [row.owner])))].toSorted((a, b) =>
      a.localeCompare(b),
    )
    return { team: teams, owner, payer, category, queue }
  })
  return value ?? noOptions
}
