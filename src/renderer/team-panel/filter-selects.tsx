import { useState } from 'react'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { valueBands } from '../../shared/denials/value-bands.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { usePolled } from '../ui/use-polled.ts'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { usePanelLinks } from './panel-links.tsx'
import { type FilterName, filterNames } from './panel-view.ts'

const always: readonly FilterName[] = ['team', 'user', 'payer']
/** What only denials have: one click away, and always there once chosen. */
const onDemand: readonly { readonly name: FilterName; readonly dimension: string; readonly label: string }[] = [
  { name: 'category', dimension: 'category', label: 'Reason' },
  { name: 'valueBand', dimension: 'value_band', label: 'Value' },
  { name: 'shift', dimension: 'shift', label: 'Shift' },
  { name: 'queue', dimension: 'queue', label: 'Queue' },
  { name: 'serviceLine', dimension: 'service_line', label: 'Service line' },
  { name: 'provider', dimension: 'provider', label: 'Provider' },
  { name: 'location', dimension: 'location', label: 'Location' },
  { name: 'carc', dimension: 'carc', label: 'CARC' },
]

/** What the panel is narrowed to. */
export function FilterSelects({ answer }: { readonly answer: PanelAnswer }) {
  const { view, filterBy, go } = usePanelLinks()
  const { filters } = view
  const [more, setMore] = useState(false)
  const people = answer.people.map(({ id, name }) => ({ value: id, name }))
  // Somebody the filters leaves out still has to be named in the list that left them out.
  if (filters.user && !people.some(({ value }) => value === filters.user))
    people.unshift({ value: filters.user, name: filters.user })
  const named = (names: readonly string[]) => names.map((name) => ({ value: name, name }))
  return (
    <>
      <Select
        label="Team"
        all="all"
        value={filters.team}
        options={named(answer.teams)}
        onChoose={(team) => filterBy({ team, user: undefined })}
      />
      <Select
        label="Payer"
        all="all"
        value={filters.payer}
        options={[...named(answer.payers), { value: '', name: 'no payer named' }]}
        onChoose={(payer) => filterBy({ payer })}
      />
      <Select label="Person" all="all" value={filters.user} options={people} onChoose={(user) => filterBy({ user })} />
      {onDemand.map(
        ({ name, dimension: by, label }) =>
          (more || filters[name] !== undefined) && <DenialChoice key={name} name={name} by={by} label={label} />,
      )}
      <Button
        kind="quiet"
        small
        aria-expanded={more}
        aria-label={more ? 'Fewer filters' : 'More filters'}
        title={more ? 'Fewer filters' : 'More filters'}
        onClick={() => setMore(!more)}
      >
        {more ? 'Fewer' : 'More'}
      </Button>
      {filterNames.some((name) => filters[name] !== undefined) && (
        <Button kind="quiet" small onClick={() => go({ filters: {} })}>
          Clear
        </Button>
      )}
      {onDemand.some(({ name }) => !always.includes(name) && filters[name] !== undefined) && (
        <p>
          Ribbons and time by activity are of all denials: a window knows its payer, not a denial’s{' '}
          {onDemand
            .filter(({ name }) => filters[name] !== undefined)
            .map(({ label }) => label.toLowerCase())
            .join(', ')}
          .
        </p>
      )}
    </>
  )
}

/** One of the values that open denials have. */
function DenialChoice({ name, by, label }: { readonly name: FilterName; readonly by: string; readonly label: string }) {
  const { team } = useAppEnvironment()
  const { view, filterBy } = usePanelLinks()
  const { query, people } = useMetricScope()
  const { from, to } = query
  // Of shifts there is no queue: work has them.
  const id = by === 'shift' ? 'touches' : 'denials_received'
  const { value } = usePolled(
    JSON.stringify([id, by, from, to]),
    async () => (by === 'value_band' ? null : team.read('metric', { id, from, to, by })),
    null,
  )
  const keys =
    by === 'value_band' ? valueBands.map((band): string => band.id) : (value?.rows.map(({ key }) => key ?? '') ?? [])
  const chosen = view.filters[name]
  const all = [...new Set(chosen === undefined || keys.includes(chosen) ? keys : [chosen, ...keys])]
  return (
    <Select
      label={label}
      all="all"
      value={chosen}
      options={all.map((key) => ({ value: key, name: dimensionLabel(by, key, people) }))}
      onChoose={(next) => filterBy({ [name]: next })}
    />
  )
}
