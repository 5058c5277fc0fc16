import { useContext } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import { translator } from '../text/translator.ts'
import type { Column, Columns } from '../ui/data-table.tsx'
import { capitalized, count, dollars, NO_DATA, percent } from '../ui/format.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { filterOfDimension } from '../metrics/filters.ts'
import { LikeForLike } from '../metrics/like-for-like.ts'
import { valueLabel } from '../metrics/value-label.ts'
import { dimensionLabel } from '../ui/labels.ts'
import { MetricLink, usePanelLinks } from '../team-panel/panel-links.tsx'
import type { Cause } from '../../shared/performance/index.ts'
import styles from './root-causes-screen.module.css'

const tColumn = translator('rootCauses.column')
const tCsv = translator('rootCauses.csv')

const nobody: ReadonlyMap<string, string> = new Map()

/** A value of a cause, and its dimension. */
interface Part {
  readonly dimension: Dimension
  readonly key: string | null
  readonly name: string
}

function partsOf(dimensions: readonly Dimension[], { keys }: Cause): readonly Part[] {
  return dimensions.map((dimension, index) => {
    const key = keys[index] ?? null
    return { dimension, key, name: capitalized(valueLabel(dimension, key, nobody)) }
  })
}

export function causeColumns(dimensions: readonly Dimension[]): Columns<Cause> {
  return [
    ...dimensions.map((_, index) => nameColumn(dimensions, index)),
    {
      id: 'denied',
      header: tColumn('denied'),
      csvHeader: tCsv('denied'),
      numeric: true,
      sortBy: (row) => row.cents,
      csv: (row) => row.cents / 100,
      cell: (row) => <Denied parts={partsOf(dimensions, row)} cents={row.cents} />,
    },
    changeColumn('changeDenied', (row) => row.changeCents, { text: dollars, csv: (cents) => cents / 100 }),
    {
      id: 'denials',
      header: tColumn('denials'),
      numeric: true,
      sortBy: (row) => row.denials ?? -1,
      csv: (row) => row.denials,
      cell: (row) => (row.denials === null ? NO_DATA : count(row.denials)),
    },
    changeColumn('changeDenials', (row) => row.changeDenials, { text: count, csv: (change) => change }),
    {
      id: 'share',
      header: tColumn('share'),
      csvHeader: tCsv('share'),
      numeric: true,
      sortBy: (row) => row.share,
      cell: (row) => percent(row.share),
    },
    {
      id: 'cumulative',
      header: tColumn('cumulative'),
      csvHeader: tCsv('cumulative'),
      numeric: true,
      sortBy: (row) => row.cumulative,
      cell: (row) => <Cumulative cause={row} />,
    },
  ]
}

/** How much more or less than in the comparison period: more is worse. */
function changeColumn(
  id: 'changeDenied' | 'changeDenials',
  changeOf: (row: Cause) => number | null,
  { text, csv }: { readonly text: (size: number) => string; readonly csv: (change: number) => number },
): Column<Cause> {
  return {
    id,
    header: tColumn(id),
    csvHeader: tCsv(id),
    numeric: true,
    sortBy: (row) => changeOf(row) ?? 0,
    csv: (row) => {
      const change = changeOf(row)
      return change === null ? null : csv(change)
    },
    cell: (row) => {
      const change = changeOf(row)
      if (change === null) return NO_DATA
      if (change === 0) return tColumn('noChange')
      return <ChangeOfCause change={change} text={text(Math.abs(change))} />
    },
  }
}

function ChangeOfCause({ change, text }: { readonly change: number; readonly text: string }) {
  const isFair = useContext(LikeForLike)
  return (
    <span className={styles.change} data-better={isFair && change < 0 ? '' : undefined}>
      {`${change > 0 ? '▲ +' : '▼ −'}${text}`}
    </span>
  )
}

function nameColumn(dimensions: readonly Dimension[], index: number): Column<Cause> {
  const id = dimensions[index] ?? ''
  const part = (row: Cause) => partsOf(dimensions, row)[index]
  return {
    id,
    header: dimensionLabel(id),
    heads: index === 0,
    sortBy: (row) => part(row)?.name ?? '',
    cell: (row) => {
      const shown = part(row)
      return shown ? <FilterLink part={shown} /> : NO_DATA
    },
  }
}

/** A name that filters the screen by itself, unless that filter is already set. */
function FilterLink({ part: { dimension, key, name } }: { readonly part: Part }) {
  const t = useTranslations('rootCauses.causes')
  const { view, to } = usePanelLinks()
  const filter = filterOfDimension(dimension)
  if (filter === null || view.filters[filter] !== undefined) return name
  return (
    <Link
      className={styles.name}
      to={to({ filters: { ...view.filters, [filter]: key ?? '' } })}
      title={t('only', { name })}
    >
      {name}
    </Link>
  )
}

/** The amount. It opens its denials if all dimensions of the cause are filters. */
function Denied({ parts, cents }: { readonly parts: readonly Part[]; readonly cents: number }) {
  const t = useTranslations('rootCauses.causes')
  const filters = parts.flatMap(({ dimension, key }) => {
    const filter = filterOfDimension(dimension)
    return filter === null ? [] : [[filter, key ?? ''] as const]
  })
  if (filters.length < parts.length) return dollars(cents)
  return (
    <MetricLink
      drilldown={{ list: 'denials', metric: 'denied_amount', ...Object.fromEntries(filters) }}
      label={t('deniedAmount', { cause: parts.map(({ name }) => name).join(', ') })}
    >
      {dollars(cents)}
    </MetricLink>
  )
}

/** The share of the cause, at the end of the shares of all larger causes. */
function Cumulative({ cause: { cumulative, share } }: { readonly cause: Cause }) {
  return (
    <span className={styles.cumulative}>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.before} style={{ width: `${cumulative * 100}%` }} />
        <span className={styles.own} style={{ left: `${(cumulative - share) * 100}%`, width: `${share * 100}%` }} />
      </span>
      {percent(cumulative)}
    </span>
  )
}
