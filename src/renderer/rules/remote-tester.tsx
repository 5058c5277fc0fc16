import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { type CompiledRuleSet, explain, remoteWindow } from '../../shared/classify/index.ts'
import { strong } from '../ui/rich-text.tsx'
import { RemoteSeen } from './remote-seen.tsx'
import styles from './rule-tester.module.css'
import { type TestedText, windowOf } from './tested-window.ts'
import { TesterCard } from './tester-card.tsx'

interface RemoteTesterProps {
  readonly compiled: CompiledRuleSet
  readonly insteadOfDraft: number | null
  readonly text: TestedText
  readonly onText: (text: TestedText) => void
  readonly onSelect: (ruleId: string) => void
}

/** Shows what is known about an inner window, and the rule that matches. What is typed stays in this window. */
export function RemoteTester({ compiled, text, onSelect, ...card }: RemoteTesterProps) {
  const t = useTranslations('rules')
  const seen = useMemo(() => remoteWindow(compiled, windowOf(text)), [compiled, text])
  const { ruleId } = useMemo(() => explain(compiled, windowOf(text)), [compiled, text])
  const winner = compiled.rules.find(({ rule }) => rule.id === ruleId)?.rule
  return (
    <TesterCard {...card} text={text} explanation={t('remote.testExplanation')}>
      <div className={styles.outcome} aria-live="polite">
        <RemoteSeen seen={seen} />
        <p>
          {winner ? (
            <>
              {t.rich('remote.thenRule', { name: winner.name ?? winner.id, strong })}{' '}
              <button type="button" className={styles.link} onClick={() => onSelect(winner.id)}>
                {t('tester.showRule')}
              </button>
            </>
          ) : (
            t('remote.thenNothing')
          )}
        </p>
      </div>
    </TesterCard>
  )
}
