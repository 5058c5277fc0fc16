import { useTranslations } from 'use-intl'
import type { RemoteWindow } from '../../shared/classify/index.ts'
import { code, strong } from '../ui/rich-text.tsx'
import styles from './rule-tester.module.css'

/** What is known about the inner window of a tested window. */
export function RemoteSeen({ seen }: { readonly seen: RemoteWindow | null }) {
  const t = useTranslations('rules.remote')
  return (
    <p className={styles.winner} data-testid="remote">
      <span className={styles.sign} aria-hidden="true">
        {seen === null ? '–' : seen.inner === null ? '?' : '✓'}
      </span>
      <span>{seen === null ? t('notRemote') : <Inside seen={seen} />}</span>
    </p>
  )
}

function Inside({ seen: { entry, inner } }: { readonly seen: RemoteWindow }) {
  const t = useTranslations('rules.remote')
  const name = entry.name ?? entry.id
  if (inner === null) return <>{t.rich('unknownInside', { name, strong })}</>
  const { app, title } = inner
  const values = { name, title: title ?? '', strong, code }
  return <>{app === null ? t.rich('insideUnknownApp', values) : t.rich('inside', { ...values, app })}</>
}
