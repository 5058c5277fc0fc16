import { useTranslations } from 'use-intl'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { QueryState } from '../ui/query-state.tsx'
import { RulesWorkbench } from './rules-workbench.tsx'
import { useRulesDraft } from './use-rules-draft.ts'

/** The rules that classify windows: a draft is edited, tested and published. */
export function RulesScreen() {
  const t = useTranslations('rules')
  const rules = useRulesDraft(useAppEnvironment().sessionStorage)
  if (!rules.current)
    return (
      <QueryState
        screen
        problem={rules.problem}
        waiting={t('loading')}
        failed={t('loadFailed')}
        onRetry={rules.reload}
      />
    )
  return <RulesWorkbench rules={rules} draft={rules.current} />
}
