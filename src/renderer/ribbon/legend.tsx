import type { ReactNode } from 'react'
import type { Shade } from '../../shared/contract/reports.ts'
import { shadeLabels, shadeMeanings } from '../ui/labels.ts'
import styles from './legend.module.css'
import { Swatch } from './ribbon.tsx'

/** What each shade means; with `amount`, how much of it there was. */
export function Legend({
  shades,
  amount,
}: {
  readonly shades: readonly Shade[]
  readonly amount?: (shade: Shade) => ReactNode
}) {
  return (
    <ul className={styles.legend} aria-label="What the shades mean">
      {shades.map((shade) => (
        <li key={shade} title={shadeMeanings[shade]}>
          <Swatch shade={shade} />
          {shadeLabels[shade]}
          {amount && <b>{amount(shade)}</b>}
        </li>
      ))}
    </ul>
  )
}
