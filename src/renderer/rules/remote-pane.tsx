import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { addRemote, changeRemote, type Draft, moveRemote, removeRemote } from './draft.ts'
import { RemoteEditor } from './remote-editor.tsx'
import styles from './remote-pane.module.css'
import { RemoteTester } from './remote-tester.tsx'
import { errorsAt, type PointedError } from './rule-errors.ts'
import type { WindowTest } from './tested-window.ts'

interface RemotePaneProps extends WindowTest {
  readonly draft: Draft
  readonly errors: readonly PointedError[]
  readonly onChange: (draft: Draft) => void
}

/** The types of remote windows, which show another computer, and a tester for them. */
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
  const t = useTranslations('rules.remote')
  const total = draft.remote.length
  return (
    <div className={styles.columns}>
      <Card
        title={t('title')}
        explanation={t('explanation')}
        aside={<Button onClick={() => onChange(addRemote(draft))}>{t('add')}</Button>}
      >
        <p className={styles.help}>{t.rich('help', { inner: innerGroup, app: appGroup })}</p>
        {total === 0 && <p className={styles.none}>{t('none')}</p>}
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

const innerGroup = () => <code>{'(?<inner>…)'}</code>
const appGroup = () => <code>{'(?<app>…)'}</code>
