import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './notice.module.css'

interface NoticeProps {
  readonly kind: 'loading' | 'empty' | 'problem'
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
  /** It replaces the whole screen, so its title is the page's heading. */
  readonly screen?: boolean
}

/** Shown in place of data: loading, empty, or an error. */
export function Notice({ kind, title, children, action, screen = false }: NoticeProps) {
  const Heading = screen ? 'h1' : 'h2'
  return (
    <section className={styles.notice} data-kind={kind} role={kind === 'problem' ? 'alert' : 'status'}>
      <svg className={styles.mark} viewBox="0 0 48 24" width="72" height="36" aria-hidden="true">
        <path className={styles.bars} d="M2 22V10h7v12zM12 22V4h7v18zM22 22v-9h7v9zM32 22V7h7v15zM42 22v-6h4v6z" />
      </svg>
      <Heading className={styles.title}>{title}</Heading>
      {children && <p className={styles.text}>{children}</p>}
      {action}
    </section>
  )
}

/** A message above content that stays visible. */
export function Banner({
  kind,
  children,
  action,
}: {
  readonly kind: 'problem' | 'done' | 'note'
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className={styles.banner} data-kind={kind} role={kind === 'problem' ? 'alert' : 'status'}>
      <span className={styles.sign} aria-hidden="true">
        {kind === 'problem' ? '!' : kind === 'done' ? '✓' : 'i'}
      </span>
      <div className={styles.bannerText}>{children}</div>
      {action}
    </div>
  )
}

/** What was made and can be read only now, until whoever made it is done with it. */
export function MadeBanner({
  children,
  done,
  onDone,
}: {
  readonly children: ReactNode
  /** Of the button. */
  readonly done: string
  readonly onDone: () => void
}) {
  const button = (
    <Button small onClick={onDone}>
      {done}
    </Button>
  )
  return (
    <Banner kind="done" action={button}>
      {children}
    </Banner>
  )
}
