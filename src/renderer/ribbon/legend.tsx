import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Shade } from '../../shared/contract/reports.ts'
import { capitalized } from '../ui/format.ts'
import { shadeLabels, shadeMeanings } from '../ui/labels.ts'
import styles from './legend.module.css'
import { Swatch } from './ribbon.tsx'

/** The meaning of each shade, optionally with an amount. */
export function Legend({
  shades,
  amount,
}: {
  readonly shades: readonly Shade[]
  readonly amount?: (shade: Shade) => ReactNode
}) {
  const t = useTranslations('ribbon')
  return (
    <ul className={styles.legend} aria-label={t('legend')}>
      {shades.map((shade) => (
        <li key={shade} title={shadeMeanings[shade]}>
          <Swatch shade={shade} />
          {capitalized(shadeLabels[shade])}
          {amount && <b>{amount(shade)}</b>}
        </li>
      ))}
    </ul>
  )
}
