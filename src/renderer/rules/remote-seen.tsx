import type { RemoteWindow } from '../../shared/classify/index.ts'
import styles from './rule-tester.module.css'

/** What is known of the inside of a tested window. */
export function RemoteSeen({ seen }: { readonly seen: RemoteWindow | null }) {
  return (
    <p className={styles.winner} data-testid="remote">
      <span className={styles.sign} aria-hidden="true">
        {seen === null ? '–' : seen.inner === null ? '?' : '✓'}
      </span>
      <span>{seen === null ? 'Not a remote window: it is taken as it is.' : <Inside seen={seen} />}</span>
    </p>
  )
}

function Inside({ seen: { entry, inner } }: { readonly seen: RemoteWindow }) {
  const name = <b>{entry.name ?? entry.id}</b>
  if (inner === null) return <>{name}: nothing is known of what is inside.</>
  return (
    <>
      {name}: inside is a window of {inner.app === null ? 'an unknown application' : <code>{inner.app}</code>}, titled{' '}
      <code>{inner.title}</code>.
    </>
  )
}
