import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { compileRuleSet, explain } from '../../shared/classify/index.ts'
import { Link, useNavigation } from '../app/navigation.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { CoveragePane } from './coverage-pane.tsx'
import { type Draft, ruleFor } from './draft.ts'
import { OfferedCard } from './offered-card.tsx'
import { ProposalCard } from './proposal-card.tsx'
import { ProposalsCard } from './proposals-card.tsx'
import { PublishBar } from './publish-bar.tsx'
import { PublishNotice } from './publish-notice.tsx'
import { RemotePane } from './remote-pane.tsx'
import { wrongKeys } from './rule-errors.ts'
import { RulesPane } from './rules-pane.tsx'
import { RulesVersions } from './rules-versions.tsx'
import { UpdatesCard } from './updates-card.tsx'
import styles from './rules-screen.module.css'
import { isNothing, nothingTyped, windowOf } from './tested-window.ts'
import { panes, useRuleChoice } from './use-rule-choice.ts'
import type { useRulesDraft } from './use-rules-draft.ts'

/** The panes of the rules screen, around one draft and one tested window. */
export function RulesWorkbench({
  rules,
  draft,
}: {
  readonly rules: ReturnType<typeof useRulesDraft>
  readonly draft: Draft
}) {
  const t = useTranslations('rules')
  const { errors, compiled, changes, change } = rules
  const navigation = useNavigation()
  const choice = useRuleChoice(draft)
  const { pane, setPane, show } = choice
  const [tested, setTested] = useState(nothingTyped)

  const published = useMemo(() => compileRuleSet(draft.base), [draft.base])
  const testable = compiled?.ok ? compiled.compiled : published.ok ? published.compiled : null
  const insteadOfDraft = compiled?.ok ? null : draft.base.version
  const winner = testable && !isNothing(tested) ? explain(testable, windowOf(tested)).ruleId : null
  const wrong = wrongKeys(errors, draft)
  const changed = useMemo(() => new Set(changes.flatMap((entry) => ('key' in entry ? [entry.key] : []))), [changes])
  const unverified = draft.rules.filter(({ item }) => item.assumed).length

  const showRule = (id: string) => show(draft.rules.find(({ item }) => item.id === id)?.key)
  const showError = () => {
    const [key] = wrong
    if (key !== undefined) show(key)
    else if (errors.some(({ pointer }) => pointer.startsWith('/remote/'))) setPane('remote')
    else navigation.go('/policy')
  }
  const makeRule = (program: string, shape?: string) => {
    const made = ruleFor(draft, program, shape)
    change(made.draft)
    show(made.key)
    window.scrollTo({ top: 0 })
  }
  const tester = { testable, insteadOfDraft, tested, onTested: setTested, onSelectRule: showRule }
  return (
    <>
      <ScreenHead
        title={t('title')}
        explanation={
          <>
            {t('summary', { version: draft.base.version, count: draft.rules.length })}
            {unverified > 0 && ` · ${t('unverified', { count: unverified })}`}{' '}
            <Link to="/policy">{t('policyLink')}</Link>
          </>
        }
      >
        <div className={styles.panes} role="group" aria-label={t('panes')}>
          {panes.map((id) => (
            <button key={id} type="button" aria-pressed={pane === id} onClick={() => setPane(id)}>
              {t(`pane.${id}`)}
            </button>
          ))}
        </div>
      </ScreenHead>
      <PublishNotice rules={rules} />
      <ProposalCard rules={rules} />
      {pane === 'coverage' ? (
        <CoveragePane published={draft.base} onSelect={showRule} />
      ) : pane === 'remote' ? (
        <RemotePane draft={draft} errors={errors} onChange={change} {...tester} />
      ) : (
        <RulesPane
          draft={draft}
          errors={errors}
          choice={choice}
          winner={winner}
          changed={changed}
          wrong={wrong}
          onChange={change}
          {...tester}
        />
      )}
      {pane === 'rules' && <UpdatesCard draft={draft} onDraft={change} />}
      {pane === 'rules' && <OfferedCard onMakeRule={makeRule} />}
      {pane === 'rules' && (
        <ProposalsCard
          draft={draft}
          onDraft={(next, key) => {
            change(next)
            show(key)
          }}
        />
      )}
      {/* A draft of changes is published or discarded first. */}
      {!rules.edited && <RulesVersions />}
      {rules.edited && <PublishBar rules={rules} draft={draft} onShowError={showError} onSelect={show} />}
    </>
  )
}
