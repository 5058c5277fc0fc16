import type { ReactNode } from 'react'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { QueryState } from '../ui/query-state.tsx'
import type { Draft } from './draft.ts'
import { useRulesDraft } from './use-rules-draft.ts'

/** A screen of the draft of rules and policy, once the published version is there. */
export function WithRulesDraft({
  waiting,
  failed,
  children,
}: {
  readonly waiting: string
  readonly failed: string
  readonly children: (rules: ReturnType<typeof useRulesDraft>, draft: Draft) => ReactNode
}) {
  const rules = useRulesDraft(useAppEnvironment().sessionStorage)
  if (rules.current) return children(rules, rules.current)
  return <QueryState screen problem={rules.problem} waiting={waiting} failed={failed} onRetry={rules.reload} />
}
