import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './rule-tester.module.css'
import { isNothing, nothingTyped, type TestedText } from './tested-window.ts'

interface TesterCardProps {
  readonly explanation: string
  /** The published version, when it is tested because the draft has errors. */
  readonly insteadOfDraft: number | null
  readonly text: TestedText
  readonly onText: (text: TestedText) => void
  /** Whether a rule names an element of a page, whose text may be tried. */
  readonly hasField?: boolean
  /** The outcome, shown once something is typed. */
  readonly children: ReactNode
}

/** The fields of a window to test. */
export function TesterCard({ explanation, insteadOfDraft, text, onText, hasField = false, children }: TesterCardProps) {
  const t = useTranslations('rules.tester')
  const empty = isNothing(text)
  return (
    <Card
      title={t('title')}
      explanation={explanation}
      aside={
        !empty && (
          <Button kind="quiet" onClick={() => onText(nothingTyped)}>
            {t('clear')}
          </Button>
        )
      }
    >
      <div className={styles.inputs}>
        <TextField
          label={t('app')}
          mono
          placeholder="msedge"
          value={text.app}
          onChange={(app) => onText({ ...text, app })}
        />
        <TextField
          label={t('windowTitle')}
          mono
          placeholder="Claim Status - Availity"
          value={text.title}
          onChange={(title) => onText({ ...text, title })}
        />
        <TextField
          label={t('address')}
          mono
          placeholder="https://essentials.availity.com/…"
          value={text.url}
          onChange={(url) => onText({ ...text, url })}
        />
        {hasField && (
          <TextField
            label={t('fieldText')}
            mono
            placeholder="Claim no. 2026-20418"
            value={text.field}
            onChange={(field) => onText({ ...text, field })}
          />
        )}
      </div>
      {insteadOfDraft !== null && <p className={styles.note}>{t('testsPublished', { version: insteadOfDraft })}</p>}
      {!empty && children}
    </Card>
  )
}
