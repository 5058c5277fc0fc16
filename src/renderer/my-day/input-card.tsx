import { useMemo } from 'react'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import { QUARTER_HOUR_MS } from '../../shared/contract/fields.ts'
import type { InputMinute } from '../../shared/contract/machine.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { clock, count } from '../ui/format.ts'

interface Quarter {
  readonly startedAt: number
  readonly keys: number
  readonly pointer: number
}

/** What was counted of keys and pointer, to whom it is about. Nothing where the policy does not have it counted and nothing was. */
export function InputCard({
  input,
  counting,
  zone,
}: {
  readonly input: readonly InputMinute[]
  readonly counting: AgentStatus['inputCounts']
  readonly zone: string
}) {
  const quarters = useMemo(() => byQuarter(input), [input])
  const columns = useMemo(() => quarterColumns(zone), [zone])
  if (input.length === 0 && (counting === undefined || counting.state === 'off')) return null
  return (
    <Card title="Input" explanation="counted: keys and pointer movements per minute, never which">
      {counting?.state === 'unavailable' && <p>{counting.why}</p>}
      {quarters.length === 0 ? (
        <p>None was counted on this day.</p>
      ) : (
        <DataTable rows={quarters} columns={columns} noun="quarter hours" pageRows={8} />
      )}
    </Card>
  )
}

function byQuarter(input: readonly InputMinute[]): Quarter[] {
  const quarters = new Map<number, Quarter>()
  for (const { minuteStart, keys, pointer } of input) {
    const startedAt = minuteStart - (minuteStart % QUARTER_HOUR_MS)
    const sum = quarters.get(startedAt)
    quarters.set(startedAt, { startedAt, keys: keys + (sum?.keys ?? 0), pointer: pointer + (sum?.pointer ?? 0) })
  }
  return [...quarters.values()].sort((a, b) => b.startedAt - a.startedAt)
}

function quarterColumns(zone: string): Columns<Quarter> {
  return [
    {
      id: 'when',
      header: 'Quarter hour',
      heads: true,
      sortBy: (row) => row.startedAt,
      cell: (row) => clock(row.startedAt, zone),
    },
    { id: 'keys', header: 'Keys', numeric: true, sortBy: (row) => row.keys, cell: (row) => count(row.keys) },
    {
      id: 'pointer',
      header: 'Pointer',
      numeric: true,
      sortBy: (row) => row.pointer,
      cell: (row) => count(row.pointer),
    },
  ]
}
