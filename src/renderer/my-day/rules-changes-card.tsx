import { useTranslations } from 'use-intl'
import type { RulesChange } from '../../shared/contract/rules-change.ts'
import { Card } from '../ui/card.tsx'
import { dayAndClock } from '../ui/format.ts'
import { rulesChangeSentences } from './rules-change-text.ts'
import styles from './rules-changes-card.module.css'

/** Shown without a click; older ones are folded. */
const SHOWN = 3

/** What admins changed in the rules and thresholds that this computer follows. */
export function RulesChangesCard({
  changes,
  zone,
}: {
  readonly changes: readonly RulesChange[]
  readonly zone: string
}) {
  const t = useTranslations('myDay.rulesChanges')
  const older = changes.slice(SHOWN)
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {changes.length === 0 && <p className={styles.none}>{t('none')}</p>}
      <ChangeList changes={changes.slice(0, SHOWN)} zone={zone} />
      {older.length > 0 && (
        <details>
          <summary>{t('older', { count: older.length })}</summary>
          <ChangeList changes={older} zone={zone} />
        </details>
      )}
    </Card>
  )
}

function ChangeList({ changes, zone }: { readonly changes: readonly RulesChange[]; readonly zone: string }) {
  const t = useTranslations('myDay.rulesChanges')
  if (changes.length === 0) return null
  return (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <li key={`${change.at} ${change.version}`}>
          <b>{t('when', { version: change.version, time: dayAndClock(change.at, zone) })}</b>
          {rulesChangeSentences(change).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </li>
      ))}
    </ul>
  )
}
