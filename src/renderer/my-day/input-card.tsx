import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import { FIFTEEN_MINUTES_MS } from '../../shared/contract/fields.ts'
import type { InputMinute } from '../../shared/contract/machine.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { clock, count } from '../ui/format.ts'

/** The sum of 15 minutes. */
interface InputInterval {
  readonly startedAt: number
  readonly keys: number
  readonly pointer: number
}

/** The input counts of a day. Shows nothing while the policy does not count input and none was counted. */
export function InputCard({
  input,
  counting,
  zone,
}: {
  readonly input: readonly InputMinute[]
  readonly counting: AgentStatus['inputCounts']
  readonly zone: string
}) {
  const t = useTranslations('myDay.input')
  const intervals = useMemo(() => by15Minutes(input), [input])
  const columns = useMemo(() => intervalColumns(zone), [zone])
  if (input.length === 0 && (counting === undefined || counting.state === 'off')) return null
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {counting?.state === 'unavailable' && <p>{counting.why}</p>}
      {intervals.length === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <DataTable rows={intervals} columns={columns} noun={t('noun')} pageRows={8} ofThisComputer />
      )}
    </Card>
  )
}

function by15Minutes(input: readonly InputMinute[]): InputInterval[] {
  const intervals = new Map<number, InputInterval>()
  for (const { minuteStart, keys, pointer } of input) {
    const startedAt = minuteStart - (minuteStart % FIFTEEN_MINUTES_MS)
    const sum = intervals.get(startedAt)
    intervals.set(startedAt, { startedAt, keys: keys + (sum?.keys ?? 0), pointer: pointer + (sum?.pointer ?? 0) })
  }
  return [...intervals.values()].sort((a, b) => b.startedAt - a.startedAt)
}

function intervalColumns(zone: string): Columns<InputInterval> {
  const t = translator('myDay.input')
  return [
    {
      id: 'when',
      header: t('when'),
      heads: true,
      sortBy: (row) => row.startedAt,
      cell: (row) => clock(row.startedAt, zone),
    },
    { id: 'keys', header: t('keys'), numeric: true, sortBy: (row) => row.keys, cell: (row) => count(row.keys) },
    {
      id: 'pointer',
      header: t('pointer'),
      numeric: true,
      sortBy: (row) => row.pointer,
      cell: (row) => count(row.pointer),
    },
  ]
}
