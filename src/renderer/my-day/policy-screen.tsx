import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Banner } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { localZone } from '../ui/zoned-time.ts'
import { policySections } from './policy-text.ts'
import styles from './policy-screen.module.css'
import { RulesChangesCard } from './rules-changes-card.tsx'
import { TextSections } from './text-sections.tsx'
import { useAgentStatus } from './use-agent-status.ts'

const REFRESH_MS = 30_000

/** The policy in force in words: what is recorded and what never, the thresholds, and each change of the rules. */
export function PolicyScreen({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay.policy')
  const tDay = useTranslations('myDay')
  const [zone] = useState(localZone)
  const { value, problem, reload } = useLiveQuery(
    ['my day', 'policy'],
    async () => ({ read: await desktop.myDay.policy(), notice: await desktop.myDay.notice() }),
    { everyMs: REFRESH_MS },
  )
  const { value: status } = useAgentStatus(desktop)
  if (!value)
    return <QueryState screen problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
  const { read, notice } = value
  const waiting = status?.rulesHealth?.waitingVersion ?? null
  return (
    <div className={styles.page}>
      <ScreenHead
        title={t('title')}
        explanation={read.rulesVersion === 0 ? t('noRules') : t('explanation', { version: read.rulesVersion })}
      >
        <Link to="/my-day">{tDay('back')}</Link>
      </ScreenHead>
      {waiting !== null && <Banner kind="note">{t('waiting', { version: waiting })}</Banner>}
      <TextSections sections={[...notice.text.sections, ...policySections(read)]} />
      <RulesChangesCard changes={read.changes} zone={zone} />
    </div>
  )
}
