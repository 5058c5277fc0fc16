import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { DimensionFilter, FilterSelect } from '../metrics/dimension-filter.tsx'
import { canSplit, denialFilterNames, dimensionOfFilter, type FilterName, filterNames } from '../metrics/filters.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { Button } from '../ui/button.tsx'
import { usePanelLinks } from './panel-links.tsx'

/** The filters of a panel. Those that only denials have appear on demand, and stay while they are set. */
export function FilterSelects({ answer }: { readonly answer: PanelAnswer }) {
  const t = useTranslations('team.toolbar')
  const { view, filterBy, go } = usePanelLinks()
  const { filters } = view
  const [more, setMore] = useState(false)
  const people = new Map(answer.people.map(({ id, name }) => [id, name]))
  const set = denialFilterNames.filter((name) => filters[name] !== undefined)
  const shown = more ? denialFilterNames : set
  return (
    <>
      <FilterSelect
        name="team"
        all={t('all')}
        value={filters.team}
        values={answer.teams}
        people={people}
        onChoose={(team) => filterBy({ team, user: undefined })}
      />
      <FilterSelect
        name="payer"
        all={t('all')}
        value={filters.payer}
        values={[...answer.payers, '']}
        people={people}
        onChoose={(payer) => filterBy({ payer })}
      />
      <FilterSelect
        name="user"
        all={t('all')}
        value={filters.user}
        values={[...people.keys()]}
        people={people}
        onChoose={(user) => filterBy({ user })}
      />
      {shown.map((name) => (
        <DenialFilter key={name} name={name} />
      ))}
      <Button
        kind="quiet"
        small
        aria-expanded={more}
        aria-label={t(more ? 'fewerFilters' : 'moreFilters')}
        title={t(more ? 'fewerFilters' : 'moreFilters')}
        onClick={() => setMore(!more)}
      >
        {t(more ? 'fewer' : 'more')}
      </Button>
      {filterNames.some((name) => filters[name] !== undefined) && (
        <Button kind="quiet" small onClick={() => go({ filters: {} })}>
          {t('clear')}
        </Button>
      )}
    </>
  )
}

/** A filter by one of the values that received denials have. */
function DenialFilter({ name }: { readonly name: FilterName }) {
  const t = useTranslations('team.toolbar')
  const { view, filterBy } = usePanelLinks()
  const { period, people } = useMetricScope()
  // Denials have no shift; touches do.
  const metric = canSplit('denials_received', dimensionOfFilter(name).id) ? 'denials_received' : 'touches'
  return (
    <DimensionFilter
      name={name}
      metric={metric}
      period={period}
      all={t('all')}
      value={view.filters[name]}
      people={people}
      onChoose={(value) => filterBy({ [name]: value })}
    />
  )
}
