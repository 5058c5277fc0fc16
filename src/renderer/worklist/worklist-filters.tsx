import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useNavigation } from '../app/navigation.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { DimensionFilter, FilterSelect } from '../metrics/dimension-filter.tsx'
import { worklistFilterNames } from '../metrics/filters.ts'
import type { Period } from '../../shared/performance/trend-periods.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Button } from '../ui/button.tsx'
import { useNow } from '../ui/use-now.ts'
import { addDays, startOfDay } from '../ui/zoned-time.ts'
import { worklistAddress, type WorklistFilter, type WorklistView } from './worklist-view.ts'
import { MINUTE_MS } from '../../shared/time.ts'

/** The filters that are always shown, in this order. The others appear on demand, and stay while they are set. */
const mainFilters: readonly WorklistFilter[] = ['team', 'user', 'payer', 'category', 'queue']
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
  const shown = worklistFilterNames.filter((name) => !mainFilters.includes(name) && (more || view[name] !== undefined))
  const { due, sort, proposed } = view
  return (
    <>
      {[...mainFilters, ...shown].map((name) => (
        <WorklistFilterSelect key={name} name={name} view={view} period={period} />
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
  readonly period: Period
}) {
  const navigation = useNavigation()
  const props = {
    value: view[name],
    people: nobody,
    onChoose: (value: string | undefined) => {
      const { [name]: _before, ...rest } = view
      navigation.go(worklistAddress(value === undefined ? rest : { ...rest, [name]: value }))
    },
  }
  return name === 'user' ? (
    <AssigneeFilter {...props} />
  ) : (
    <DimensionFilter name={name} metric="open_denials" period={period} {...props} />
  )
}

/** Metrics group by the id of a person, but the worklist filters by name, so the names come from its rows. */
function AssigneeFilter(props: {
  readonly value: string | undefined
  readonly people: ReadonlyMap<string, string>
  readonly onChoose: (value: string | undefined) => void
}) {
  const t = useTranslations('worklist.filter')
  const { value } = useTeamQuery('worklist', { limit: 500 })
  const names = new Set(value?.rows.flatMap(({ owner }) => (owner === null ? [] : [owner])))
  const sorted = [...names].toSorted((a, b) => a.localeCompare(b))
  return <FilterSelect name="user" label={t('assignedTo')} values={[...sorted, '']} {...props} />
}
