import { useTranslations } from 'use-intl'
import { MINUTE_MS } from '../../shared/time.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Card } from '../ui/card.tsx'
import { day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'

/** The releases that can be chosen, what runs, and how far the roll-out is. */
export function ReleasesSection({
  section,
}: Pick<SectionProps<Extract<SectionSpec, { kind: 'releases' }>>, 'section'>) {
  const t = useTranslations('settings.updates')
  const zone = useTeamZone()
  const { value, problem, reload } = useTeamQuery('releases', {}, { everyMs: MINUTE_MS })
  return (
    <Card title={section.title} explanation={section.explanation}>
      {value === null ? (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      ) : (
        <>
          {!value.storage && <Banner kind="note">{t('noStorage')}</Banner>}
          {value.rollOut && <p>{t('progress', value.rollOut)}</p>}
          {value.storage && value.releases.length === 0 && <p className={styles.quiet}>{t('none')}</p>}
          <ul className={styles.list}>
            {value.releases.map(({ version, releasedAt, kinds, fault }) => (
              <li key={version}>
                {fault === null && releasedAt !== null
                  ? t('release', { version, date: day(releasedAt, zone), kinds: kinds.join(', ') })
                  : t('faulty', { version, fault: fault ?? '' })}
              </li>
            ))}
            {value.versions.map(({ version, computers }) => (
              <li key={`runs ${version}`}>{t('runs', { version, computers })}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}
