import type { CompiledRuleSet } from '../../shared/classify/index.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { addRemote, changeRemote, type Draft, moveRemote, removeRemote } from './draft.ts'
import { RemoteEditor } from './remote-editor.tsx'
import styles from './remote-pane.module.css'
import { RemoteTester } from './remote-tester.tsx'
import { errorsAt, type PointedError } from './rule-errors.ts'
import type { TestedText } from './tested-window.ts'

interface RemotePaneProps {
  readonly draft: Draft
  readonly errors: readonly PointedError[]
  readonly onChange: (draft: Draft) => void
  /** What is tested with; null where neither the draft nor what is published compiles. */
  readonly testable: CompiledRuleSet | null
  readonly insteadOfDraft: number | null
  readonly tested: TestedText
  readonly onTested: (text: TestedText) => void
  readonly onSelectRule: (ruleId: string) => void
}

/** The kinds of windows that show another computer's, and what they make of a window. */
export function RemotePane({
  draft,
  errors,
  onChange,
  testable,
  insteadOfDraft,
  tested,
  onTested,
  onSelectRule,
}: RemotePaneProps) {
  const total = draft.remote.length
  return (
    <div className={styles.columns}>
      <Card
        title="Remote windows"
        explanation="windows that show another computer’s: the first whose patterns match says what is inside"
        aside={<Button onClick={() => onChange(addRemote(draft))}>Add a kind</Button>}
      >
        <p className={styles.help}>
          In the title’s pattern, the group <code>{'(?<inner>…)'}</code> finds the title of the window inside,{' '}
          <code>{'(?<app>…)'}</code> its application. Rules are tried on that window first, then on the window as it is.
        </p>
        {total === 0 && <p className={styles.none}>None: every window is taken as it is.</p>}
        <ol className={styles.kinds}>
          {draft.remote.map(({ key, item }, index) => (
            <li key={key}>
              <RemoteEditor
                remote={item}
                index={index}
                total={total}
                errors={errorsAt(errors, `/remote/${index}`)}
                onChange={(edit) => onChange(changeRemote(draft, key, edit))}
                onMove={(to) => onChange(moveRemote(draft, key, to))}
                onRemove={() => onChange(removeRemote(draft, key))}
              />
            </li>
          ))}
        </ol>
      </Card>
      {testable && (
        <div className={styles.beside}>
          <RemoteTester
            compiled={testable}
            insteadOfDraft={insteadOfDraft}
            text={tested}
            onText={onTested}
            onSelect={onSelectRule}
          />
        </div>
      )}
    </div>
  )
}
