import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { addRule, changeRule, type Draft, moveRule, removeRule, withIdleAfter, withUnreadable } from './draft.ts'
import { RuleEditor } from './rule-editor.tsx'
import { errorsAt, type PointedError } from './rule-errors.ts'
import { RuleList } from './rule-list.tsx'
import { RuleTester } from './rule-tester.tsx'
import styles from './rules-screen.module.css'
import type { WindowTest } from './tested-window.ts'
import type { useRuleChoice } from './use-rule-choice.ts'

interface RulesPaneProps extends WindowTest {
  readonly draft: Draft
  readonly errors: readonly PointedError[]
  readonly choice: ReturnType<typeof useRuleChoice>
  /** The id of the rule that matches the tested window. */
  readonly winner: string | null
  readonly changed: ReadonlySet<number>
  readonly wrong: ReadonlySet<number>
  readonly onChange: (draft: Draft) => void
}

/** The list of rules, and beside it the tester and the selected rule. */
export function RulesPane({ draft, choice, winner, changed, wrong, onChange, ...props }: RulesPaneProps) {
  const t = useTranslations('rules')
  const { search, setSearch, selected, chosen, show } = choice
  const { testable, insteadOfDraft, tested, onTested, onSelectRule } = props
  const add = () => {
    const added = addRule(draft, selected)
    onChange(added.draft)
    setSearch('')
    show(added.key)
  }
  return (
    <div className={styles.columns}>
      <section className={styles.listCard} aria-label={t('all')}>
        <div className={styles.tools}>
          <input
            type="search"
            aria-label={t('find')}
            placeholder={t('findPlaceholder')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Button onClick={add}>{chosen ? t('addBelow') : t('addRule')}</Button>
        </div>
        <div className={styles.scroll}>
          <RuleList
            rules={draft.rules}
            search={search}
            selected={selected}
            winner={winner}
            changed={changed}
            wrong={wrong}
            onSelect={show}
          />
        </div>
      </section>
      <div className={styles.side}>
        {testable && (
          <RuleTester
            compiled={testable}
            insteadOfDraft={insteadOfDraft}
            text={tested}
            onText={onTested}
            onSelect={onSelectRule}
          />
        )}
        <ChosenRule draft={draft} errors={props.errors} choice={choice} onChange={onChange} />
      </div>
    </div>
  )
}

function ChosenRule({
  draft,
  errors,
  choice: { chosen, index, select },
  onChange,
}: Pick<RulesPaneProps, 'draft' | 'errors' | 'choice' | 'onChange'>) {
  const t = useTranslations('rules')
  if (!chosen) return <p className={styles.hint}>{t('chooseRule')}</p>
  const { key, item } = chosen
  return (
    <RuleEditor
      key={key}
      rule={item}
      index={index}
      total={draft.rules.length}
      errors={errorsAt(errors, `/rules/${index}`)}
      unreadableIdle={draft.unreadable[`rule/${key}`]}
      onChange={(edit) => onChange(changeRule(draft, key, edit))}
      onIdle={(ms) => onChange(withIdleAfter(draft, key, ms))}
      onUnreadableIdle={(text) => onChange(withUnreadable(draft, `rule/${key}`, text))}
      onMove={(to) => onChange(moveRule(draft, key, to))}
      onRemove={() => {
        onChange(removeRule(draft, key))
        select(null)
      }}
    />
  )
}
