import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { valueBands } from '../../shared/denials/value-bands.ts'
import { dimensionLabel, filterLabel } from '../metrics/dimension-label.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Button } from '../ui/button.tsx'
import { noneLabel } from '../ui/labels.ts'
import { Select } from '../ui/select.tsx'
import { usePanelLinks } from './panel-links.tsx'
import { filterNames } from './panel-view.ts'

/** Filters that only denials have. They appear on demand, and stay while they are set. */
const denialFilters = [
  { name: 'category', dimension: 'category' },
  { name: 'valueBand', dimension: 'value_band' },
  { name: 'shift', dimension: 'shift' },
  { name: 'queue', dimension: 'queue' },
  { name: 'serviceLine', dimension: 'service_line' },
  { name: 'provider', dimension: 'provider' },
  { name: 'location', dimension: 'location' },
  { name: 'carc', dimension: 'carc' },
] as const

/** The filters of the panel. */
export function FilterSelects({ answer }: { readonly answer: PanelAnswer }) {
  const t = useTranslations('team.toolbar')
  const { view, filterBy, go } = usePanelLinks()
  const { filters } = view
  const [more, setMore] = useState(false)
  const people = answer.people.map(({ id, name }) => ({ value: id, name }))
  // A selected person may be missing from the answer, but must stay in the list of options.
  if (filters.user && !people.some(({ value }) => value === filters.user))
    people.unshift({ value: filters.user, name: filters.user })
  const options = (names: readonly string[]) => names.map((name) => ({ value: name, name }))
  const set = denialFilters.filter(({ name }) => filters[name] !== undefined)
  return (
    <>
      <Select
        label={t('filter.team')}
        all={t('all')}
        value={filters.team}
        options={options(answer.teams)}
        onChoose={(team) => filterBy({ team, user: undefined })}
      />
      <Select
        label={t('filter.payer')}
        all={t('all')}
        value={filters.payer}
        options={[...options(answer.payers), { value: '', name: noneLabel('payer') }]}
        onChoose={(payer) => filterBy({ payer })}
      />
      <Select
        label={t('filter.user')}
        all={t('all')}
        value={filters.user}
        options={people}
        onChoose={(user) => filterBy({ user })}
      />
      {denialFilters.map((filter) => (more || set.includes(filter)) && <DenialFilter key={filter.name} {...filter} />)}
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
      {set.length > 0 && (
        <p>{t('timeNotFiltered', { filters: set.map(({ name }) => filterLabel(name)).join(', ') })}</p>
      )}
    </>
  )
}

/** A filter by one of the values that open denials have. */
function DenialFilter({ name, dimension: by }: (typeof denialFilters)[number]) {
  const t = useTranslations('team.toolbar')
  const { view, filterBy } = usePanelLinks()
  const { query, people } = useMetricScope()
  const { from, to } = query
  // Denials have no shift; touches do.
  const id = by === 'shift' ? 'touches' : 'denials_received'
  const { value } = useTeamQuery('metric', { id, from, to, by }, { enabled: by !== 'value_band' })
  const keys =
    by === 'value_band' ? valueBands.map((band): string => band.id) : (value?.rows.map(({ key }) => key ?? '') ?? [])
  const chosen = view.filters[name]
  const all = [...new Set(chosen === undefined || keys.includes(chosen) ? keys : [chosen, ...keys])]
  return (
    <Select
      label={t(`filter.${name}`)}
      all={t('all')}
      value={chosen}
      options={all.map((key) => ({ value: key, name: dimensionLabel(by, key, people) }))}
      onChoose={(next) => filterBy({ [name]: next })}
    />
  )
}
