import { useTranslations } from 'use-intl'
import { RulesWorkbench } from './rules-workbench.tsx'
import { WithRulesDraft } from './with-rules-draft.tsx'

/** The rules that classify windows: a draft is edited, tested and published. */
export function RulesScreen() {
  const t = useTranslations('rules')
  return (
    <WithRulesDraft waiting={t('loading')} failed={t('loadFailed')}>
      {(rules, draft) => <RulesWorkbench rules={rules} draft={draft} />}
    </WithRulesDraft>
  )
}
