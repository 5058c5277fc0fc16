import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './rule-tester.module.css'
import { isNothing, nothingTyped, type TestedText } from './tested-window.ts'

interface TesterCardProps {
  readonly explanation: string
  /** Set when the draft cannot be tested: the version that is tested instead. */
  readonly insteadOfDraft: number | null
  readonly text: TestedText
  readonly onText: (text: TestedText) => void
  /** What comes of it; shown once something is typed. */
  readonly children: ReactNode
}

/** The fields of a window to be tested. */
export function TesterCard({ explanation, insteadOfDraft, text, onText, children }: TesterCardProps) {
  const empty = isNothing(text)
  return (
    <Card
      title="Test a window"
      explanation={explanation}
      aside={
        !empty && (
          <Button kind="quiet" onClick={() => onText(nothingTyped)}>
            Clear
          </Button>
        )
      }
    >
      <div className={styles.inputs}>
        <TextField
          label="Application"
          mono
          placeholder="msedge"
          value={text.app}
          onChange={(app) => onText({ ...text, app })}
        />
        <TextField
          label="Window title"
          mono
          placeholder="Claim Status - Availity"
          value={text.title}
          onChange={(title) => onText({ ...text, title })}
        />
        <TextField
          label="Address"
          mono
          placeholder="https://essentials.availity.com/…"
          value={text.url}
          onChange={(url) => onText({ ...text, url })}
        />
      </div>
      {insteadOfDraft !== null && (
        <p className={styles.note}>The draft has errors, so this tests version {insteadOfDraft}, which is published.</p>
      )}
      {!empty && children}
    </Card>
  )
}
