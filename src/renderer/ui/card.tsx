import { type ReactNode, useId } from 'react'
import styles from './card.module.css'

interface CardProps {
  readonly title: ReactNode
  /** One sentence that says what the number is. */
  readonly explanation: ReactNode
  readonly children: ReactNode
  readonly aside?: ReactNode
  readonly className?: string | undefined
}

export function Card({ title, explanation, children, aside, className }: CardProps) {
  const id = useId()
  return (
    <section className={[styles.card, className].filter(Boolean).join(' ')} aria-labelledby={id}>
      <div className={styles.head}>
        <div className={styles.words}>
          <h2 id={id}>{title}</h2>
          <p className={styles.explanation}>{explanation}</p>
        </div>
        {aside}
      </div>
      {children}
    </section>
  )
}
