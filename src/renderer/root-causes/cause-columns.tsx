import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import { translator } from '../text/translator.ts'
import type { Column, Columns } from '../ui/data-table.tsx'
import { capitalized, count, dollars, NO_DATA, percent } from '../ui/format.ts'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { MetricLink, usePanelLinks } from '../team-panel/panel-links.tsx'
import type { Cause } from './causes.ts'
import styles from './root-causes-screen.module.css'

const tColumn = translator('rootCauses.column')
const tCsv = translator('rootCauses.csv')

type CauseDimension = 'payer' | 'category' | 'carc'
const nobody: ReadonlyMap<string, string> = new Map()
const nameOf = (dimension: CauseDimension, cause: Cause) =>
  capitalized(dimensionLabel(dimension, cause[dimension], nobody))

export function causeColumns(): Columns<Cause> {
  return [
    nameColumn('payer', tColumn('payer')),
    nameColumn('category', tColumn('reason')),
    nameColumn('carc', tColumn('carc')),
    {
      id: 'denied',
      header: tColumn('denied'),
      csvHeader: tCsv('denied'),
      numeric: true,
      sortBy: (row) => row.cents,
      csv: (row) => row.cents / 100,
      cell: (row) => <Denied cause={row} />,
    },
    {
      id: 'denials',
      header: tColumn('denials'),
      numeric: true,
      sortBy: (row) => row.denials ?? -1,
      csv: (row) => row.denials,
      cell: (row) => (row.denials === null ? NO_DATA : count(row.denials)),
    },
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

function nameColumn(dimension: CauseDimension, header: string): Column<Cause> {
  return {
    id: dimension,
    header,
    heads: dimension === 'payer',
    sortBy: (row) => nameOf(dimension, row),
    cell: (row) => <FilterLink dimension={dimension} cause={row} />,
  }
}

/** A name that filters the screen by itself, unless that filter is already set. */
function FilterLink({ dimension, cause }: { readonly dimension: CauseDimension; readonly cause: Cause }) {
  const t = useTranslations('rootCauses.causes')
  const { view, to } = usePanelLinks()
  const name = nameOf(dimension, cause)
  if (view.filters[dimension] !== undefined) return name
  return (
    <Link
      className={styles.name}
      to={to({ filters: { ...view.filters, [dimension]: cause[dimension] ?? '' } })}
      title={t('only', { name })}
    >
      {name}
    </Link>
  )
}

function Denied({ cause }: { readonly cause: Cause }) {
  const t = useTranslations('rootCauses.causes')
  const { payer, category, carc, cents } = cause
  const name = (['payer', 'category', 'carc'] as const).map((dimension) => nameOf(dimension, cause)).join(', ')
  return (
    <MetricLink
      drilldown={{
        list: 'denials',
        metric: 'denied_amount',
        payer: payer ?? '',
        category: category ?? '',
        carc: carc ?? '',
      }}
      label={t('deniedAmount', { cause: name })}
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
