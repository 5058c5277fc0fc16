import { useState } from 'react'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { valueBands } from '../../shared/denials/value-bands.ts'
import { useSurroundings } from '../bridge/surroundings.ts'
import { Button } from '../kit/button.tsx'
import { Choice } from '../kit/choice.tsx'
import { usePolled } from '../kit/use-polled.ts'
import { sliceLabel } from '../metrics/slice-label.ts'
import { useMetricScope } from '../metrics/use-metric.ts'
import { usePanelLinks } from './panel-links.tsx'
import { type SliceName, sliceNames } from './panel-view.ts'

const always: readonly SliceName[] = ['team', 'user', 'payer']
/** What only denials have: one click away, and always there once chosen. */
const onDemand: readonly { readonly name: SliceName; readonly slice: string; readonly label: string }[] = [
  { name: 'category', slice: 'category', label: 'Reason' },
  { name: 'valueBand', slice: 'value_band', label: 'Value' },
  { name: 'shift', slice: 'shift', label: 'Shift' },
  { name: 'queue', slice: 'queue', label: 'Queue' },
  { name: 'serviceLine', slice: 'service_line', label: 'Service line' },
  { name: 'provider', slice: 'provider', label: 'Provider' },
  { name: 'location', slice: 'location', label: 'Location' },
  { name: 'carc', slice: 'carc', label: 'CARC' },
]

/** What the panel is narrowed to. */
export function SliceChoices({ answer }: { readonly answer: PanelAnswer }) {
  const { view, narrow, go } = usePanelLinks()
  const { slice } = view
  const [more, setMore] = useState(false)
  const people = answer.people.map(({ id, name }) => ({ value: id, name }))
  // Somebody the slice leaves out still has to be named in the list that left them out.
  if (slice.user && !people.some(({ value }) => value === slice.user))
    people.unshift({ value: slice.user, name: slice.user })
  const named = (names: readonly string[]) => names.map((name) => ({ value: name, name }))
  return (
    <>
      <Choice
        label="Team"
        all="all"
        value={slice.team}
        options={named(answer.teams)}
        onChoose={(team) => narrow({ team, user: undefined })}
      />
      <Choice
        label="Payer"
        all="all"
        value={slice.payer}
        options={[...named(answer.payers), { value: '', name: 'no payer named' }]}
        onChoose={(payer) => narrow({ payer })}
      />
      <Choice label="Person" all="all" value={slice.user} options={people} onChoose={(user) => narrow({ user })} />
      {onDemand.map(
        ({ name, slice: by, label }) =>
          (more || slice[name] !== undefined) && <DenialChoice key={name} name={name} by={by} label={label} />,
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
      {sliceNames.some((name) => slice[name] !== undefined) && (
        <Button kind="quiet" small onClick={() => go({ slice: {} })}>
          Clear
        </Button>
      )}
      {onDemand.some(({ name }) => !always.includes(name) && slice[name] !== undefined) && (
        <p>
          Ribbons and time by activity are of all denials: a window knows its payer, not a denial’s{' '}
          {onDemand
            .filter(({ name }) => slice[name] !== undefined)
            .map(({ label }) => label.toLowerCase())
            .join(', ')}
          .
        </p>
      )}
    </>
  )
}

/** One of the values that open denials have. */
function DenialChoice({ name, by, label }: { readonly name: SliceName; readonly by: string; readonly label: string }) {
  const { team } = useSurroundings()
  const { view, narrow } = usePanelLinks()
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
  const chosen = view.slice[name]
  const all = [...new Set(chosen === undefined || keys.includes(chosen) ? keys : [chosen, ...keys])]
  return (
    <Choice
      label={label}
      all="all"
      value={chosen}
      options={all.map((key) => ({ value: key, name: sliceLabel(by, key, people) }))}
      onChoose={(next) => narrow({ [name]: next })}
    />
  )
}
