import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import styles from './bar-list.module.css'
import { Button } from './button.tsx'
import { capitalized } from './format.ts'

export interface Bar {
  readonly key: string
  readonly name: ReactNode
  /** Shown beside the number. */
  readonly note?: ReactNode
  /** The number, usually a link to its rows. */
  readonly amount: ReactNode
  readonly value: number
  /** The part of `value` that is hidden work; striped. */
  readonly part?: number | undefined
  /** The value of the comparison period; drawn as a marker. */
  readonly mark?: number | null | undefined
  readonly shade?: 'core' | 'support' | 'hidden' | 'non_work' | 'private' | undefined
  readonly title?: string | undefined
}

/** Bars, longest first. The first `shown` are visible; a button shows the rest. */
export function BarList({
  bars,
  shown = 6,
  none,
}: {
  readonly bars: readonly Bar[]
  readonly shown?: number
  readonly none: string
}) {
  const t = useTranslations('ui')
  const [all, setAll] = useState(false)
  if (bars.length === 0) return <p className={styles.none}>{none}</p>
  const longest = Math.max(...bars.flatMap(({ value, mark }) => [value, mark ?? 0])) || 1
  const width = (value: number) => ({ width: `${Math.max(0, (value / longest) * 100)}%` })
  return (
    <>
      <ul className={styles.bars}>
        {(all ? bars : bars.slice(0, shown)).map(({ key, name, note, amount, value, part, mark, shade, title }) => (
          <li key={key} title={title}>
            <span className={styles.name}>{typeof name === 'string' ? capitalized(name) : name}</span>
            <span className={styles.note}>{note}</span>
            <span className={styles.amount}>{amount}</span>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.bar} data-shade={shade ?? 'support'} style={width(value)} />
              {part !== undefined && <span className={styles.bar} data-shade="hidden" style={width(part)} />}
              {mark !== undefined && mark !== null && (
                <span className={styles.mark} style={{ left: `${(mark / longest) * 100}%` }} />
              )}
            </span>
          </li>
        ))}
      </ul>
      {bars.length > shown && (
        <Button kind="quiet" small onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('showFewer') : t('showMore', { count: bars.length - shown })}
        </Button>
      )}
    </>
  )
}
