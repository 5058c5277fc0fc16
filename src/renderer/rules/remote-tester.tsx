import { useMemo } from 'react'
import { type CompiledRuleSet, explain, remoteWindow } from '../../shared/classify/index.ts'
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

/** Shows what is known of the inside of a window, and which rule then takes it. What is typed stays in this window. */
export function RemoteTester({ compiled, text, onSelect, ...card }: RemoteTesterProps) {
  const seen = useMemo(() => remoteWindow(compiled, windowOf(text)), [compiled, text])
  const { ruleId } = useMemo(() => explain(compiled, windowOf(text)), [compiled, text])
  const winner = compiled.rules.find(({ rule }) => rule.id === ruleId)?.rule
  return (
    <TesterCard {...card} text={text} explanation="what is known of its inside; nothing typed here is stored or sent">
      <div className={styles.outcome} aria-live="polite">
        <RemoteSeen seen={seen} />
        <p>
          {winner ? (
            <>
              Then <b>{winner.name ?? winner.id}</b> wins.{' '}
              <button type="button" className={styles.link} onClick={() => onSelect(winner.id)}>
                Show the rule
              </button>
            </>
          ) : (
            'Then no rule matches: the window is unclassified.'
          )}
        </p>
      </div>
    </TesterCard>
  )
}
