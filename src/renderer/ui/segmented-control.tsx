import { Link } from '../app/navigation.tsx'
import styles from './segmented-control.module.css'

/** A choice of a few, as links: the selection is part of the address. */
export function SegmentedControl({
  label,
  items,
}: {
  readonly label: string
  readonly items: readonly { readonly name: string; readonly to: string; readonly current: boolean }[]
}) {
  return (
    <nav className={styles.control} aria-label={label} data-print="hide">
      {items.map(({ name, to, current }) => (
        <Link key={name} to={to} replace aria-current={current ? 'true' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
