import { Link } from '../app/navigation.tsx'
import type { Column, Columns } from '../ui/data-table.tsx'
import { count, dollars, percent } from '../ui/format.ts'
import { dimensionLabel } from '../metrics/dimension-label.ts'
import { MetricLink, usePanelLinks } from '../team-panel/panel-links.tsx'
import type { Cause } from './causes.ts'
import styles from './root-causes-screen.module.css'

type CauseDimension = 'payer' | 'category' | 'carc'
const nobody: ReadonlyMap<string, string> = new Map()
const nameOf = (dimension: CauseDimension, cause: Cause) => dimensionLabel(dimension, cause[dimension], nobody)

export function causeColumns(): Columns<Cause> {
  return [
    nameColumn('payer', 'Payer'),
    nameColumn('category', 'Reason'),
    nameColumn('carc', 'CARC'),
    {
      id: 'denied',
      header: 'Denied',
      numeric: true,
      sortBy: (row) => row.cents,
      csv: (row) => row.cents / 100,
      cell: (row) => <Denied cause={row} />,
    },
    {
      id: 'denials',
      header: 'Denials',
      numeric: true,
      sortBy: (row) => row.denials ?? -1,
      csv: (row) => row.denials,
      cell: (row) => (row.denials === null ? '–' : count(row.denials)),
    },
    { id: 'share', header: 'Share', numeric: true, sortBy: (row) => row.share, cell: (row) => percent(row.share) },
    {
      id: 'cumulative',
      header: 'With all above',
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
    cell: (row) => <Narrowing dimension={dimension} cause={row} />,
  }
}

/** A name that narrows the screen to itself, unless it is narrowed to it already. */
function Narrowing({ dimension, cause }: { readonly dimension: CauseDimension; readonly cause: Cause }) {
  const { view, to } = usePanelLinks()
  const words = nameOf(dimension, cause)
  if (view.filters[dimension] !== undefined) return words
  return (
    <Link
      className={styles.name}
      to={to({ filters: { ...view.filters, [dimension]: cause[dimension] ?? '' } })}
      title={`Only ${words}`}
    >
      {words}
    </Link>
  )
}

function Denied({ cause }: { readonly cause: Cause }) {
  const { payer, category, carc, cents } = cause
  const words = (['payer', 'category', 'carc'] as const).map((dimension) => nameOf(dimension, cause)).join(', ')
  return (
    <MetricLink
      drilldown={{
        list: 'denials',
        metric: 'denied_amount',
        payer: payer ?? '',
        category: category ?? '',
        carc: carc ?? '',
      }}
      label={`Denied amount, ${words}`}
    >
      {dollars(cents)}
    </MetricLink>
  )
}

/** The cause's own part at the end of all that stands above it. */
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
