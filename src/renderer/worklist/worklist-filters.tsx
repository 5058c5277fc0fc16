import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { useNavigation } from '../app/navigation.tsx'
import { useMayCall } from '../app/use-screens.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { DimensionFilter, FilterSelect } from '../metrics/dimension-filter.tsx'
import { dimensionOfFilter, worklistFilterNames } from '../metrics/filters.ts'
import type { Period } from '../../shared/performance/trend-periods.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/use-now.ts'
import { addDays, startOfDay } from '../ui/zoned-time.ts'
import { worklistAddress, type WorklistFilter, type WorklistView } from './worklist-view.ts'
import { MINUTE_MS } from '../../shared/time.ts'

/** The filters that are always shown, in this order. The others appear on demand, and stay while they are set. */
const mainFilters: readonly WorklistFilter[] = ['team', 'user', 'payer', 'category', 'queue']
/** Those that a list of one's own work has one value of. */
const ofOthers: readonly WorklistFilter[] = ['team', 'user']
const nobody: ReadonlyMap<string, string> = new Map()

/** The filters of the worklist. They are part of the address. */
export function WorklistFilters({ view }: { readonly view: WorklistView }) {
  const t = useTranslations('worklist.filter')
  const tToolbar = useTranslations('team.toolbar')
  const navigation = useNavigation()
  const zone = useTeamZone()
  const now = useNow(MINUTE_MS)
  const period = { from: startOfDay(now, zone), to: addDays(now, 1, zone) }
  const [more, setMore] = useState(false)
  const seesMetrics = useMayCall('metric')
  const isOffered = (name: WorklistFilter) => seesMetrics || !ofOthers.includes(name) || view[name] !== undefined
  const shown = worklistFilterNames.filter((name) => !mainFilters.includes(name) && (more || view[name] !== undefined))
  const { due, sort, proposed } = view
  return (
    <>
      {[...mainFilters, ...shown].filter(isOffered).map((name) => (
        <WorklistFilterSelect key={name} name={name} view={view} period={seesMetrics ? period : null} />
      ))}
      <Button
        kind="quiet"
        small
        aria-expanded={more}
        aria-label={tToolbar(more ? 'fewerFilters' : 'moreFilters')}
        onClick={() => setMore(!more)}
      >
        {tToolbar(more ? 'fewer' : 'more')}
      </Button>
      {worklistFilterNames.some((name) => view[name] !== undefined) && (
        <Button
          kind="quiet"
          onClick={() =>
            navigation.go(
              worklistAddress({ ...(due && { due }), ...(sort && { sort }), ...(proposed && { proposed }) }),
            )
          }
        >
          {t('clear')}
        </Button>
      )}
    </>
  )
}

function WorklistFilterSelect({
  name,
  view,
  period,
}: {
  readonly name: WorklistFilter
  readonly view: WorklistView
  /** That of the metric whose values there are to choose from; null: they are those of the list itself. */
  readonly period: Period | null
}) {
  const t = useTranslations('worklist.filter')
  const navigation = useNavigation()
  const props = {
    value: view[name],
    people: nobody,
    onChoose: (value: string | undefined) => {
      const { [name]: _before, ...rest } = view
      navigation.go(worklistAddress(value === undefined ? rest : { ...rest, [name]: value }))
    },
  }
  // Metrics group by the id of a person, but the worklist filters by name, so the names come from its rows.
  if (name === 'user') return <ListedFilter name={name} label={t('assignedTo')} {...props} />
  return period === null ? (
    <ListedFilter name={name} {...props} />
  ) : (
    <DimensionFilter name={name} metric="open_denials" period={period} {...props} />
  )
}

/** A filter by the values of the first rows. */
function ListedFilter({
  name,
  ...props
}: {
  readonly name: WorklistFilter
  readonly label?: string
  readonly value: string | undefined
  readonly people: ReadonlyMap<string, string>
  readonly onChoose: (value: string | undefined) => void
}) {
  const { value } = useTeamQuery('worklist', { limit: 500 })
  const { values } = dimensionOfFilter(name)
  const found = new Set(value?.rows.flatMap((row) => valueOf(row, name) ?? []))
  const sorted = [...found].toSorted((a, b) => a.localeCompare(b))
  return <FilterSelect name={name} values={values ?? [...sorted, '']} {...props} />
}

/** What a row has for a filter whose values are no closed list. */
function valueOf(row: WorklistRow, name: WorklistFilter): string | null | undefined {
  switch (name) {
    case 'user':
      return row.owner
    case 'carc':
      return row.carcs[0]
    case 'rarc':
      return row.rarcs[0]
    case 'valueBand':
    case 'ageBucket':
      return null
    default:
      return row[name]
  }
}
