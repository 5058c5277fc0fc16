import { useTranslations } from 'use-intl'
import type { SettingsAnswer } from '../../shared/contract/settings.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { clock, day } from '../ui/format.ts'
import { documentChanges } from './document-changes.ts'
import type { Json } from './json-path.ts'
import styles from './settings-screen.module.css'

/** Changes that are listed, so that the bar leaves room for the form. */
const LISTED = 6

/** The version of the document, and the buttons that save or discard the changes. */
export function SaveBar({
  answer: { name, version, body: stored, changedBy, changedAt },
  body,
  dirty,
  keepsDefaults,
  saving,
  onDiscard,
}: {
  readonly answer: SettingsAnswer
  /** With the changes. */
  readonly body: Json
  readonly dirty: boolean
  /** The values can be saved as they are. */
  readonly keepsDefaults: boolean
  readonly saving: boolean
  readonly onDiscard: () => void
}) {
  const t = useTranslations('settings')
  const zone = useTeamZone()
  const changes = dirty ? documentChanges(name, stored, body) : []
  const saved =
    version === 0
      ? t('defaults')
      : changedBy === null || changedAt === null
        ? t('version', { version })
        : t('versionBy', { version, person: changedBy, date: day(changedAt, zone), time: clock(changedAt, zone) })
  return (
    <div className={styles.bar}>
      <p>{dirty ? t('unsaved') : saved}</p>
      {dirty && (
        <ul className={styles.changes} aria-label={t('change.list')}>
          {changes.slice(0, LISTED).map(({ path, label, before, after }) => (
            <li key={path}>
              {label}: {before || t('change.blank')} → <strong>{after || t('change.blank')}</strong>
            </li>
          ))}
          {changes.length > LISTED && <li>{t('change.more', { count: changes.length - LISTED })}</li>}
        </ul>
      )}
      {dirty && (
        <Button kind="quiet" onClick={onDiscard}>
          {t('discard')}
        </Button>
      )}
      <Button kind="primary" type="submit" disabled={!(dirty || keepsDefaults) || saving}>
        {saving ? t('saving') : t(keepsDefaults && !dirty ? 'keepDefaults' : 'save')}
      </Button>
    </div>
  )
}
