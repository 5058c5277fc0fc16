import type { ReactNode } from 'react'
import styles from './screen-head.module.css'

/** The title of a screen and one sentence about its content. */
export function ScreenHead({
  title,
  explanation,
  children,
}: {
  readonly title: string
  readonly explanation: ReactNode
  readonly children?: ReactNode
}) {
  return (
    <div className={styles.head}>
      <div>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.explanation}>{explanation}</p>
      </div>
      {children}
    </div>
  )
}
