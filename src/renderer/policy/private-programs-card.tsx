import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { comparableProgram } from '../../shared/classify/index.ts'
import { LONGEST_PROGRAM, MOST_PRIVATE_PROGRAMS } from '../../shared/contract/privacy.ts'
import { withPrivacyPart } from '../rules/diff.ts'
import type { DraftFormProps } from '../rules/draft.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './policy.module.css'
import { Setting } from './setting.tsx'

/** Programs whose time is private for everyone. */
export function PrivateProgramsCard({ draft, onChange }: Omit<DraftFormProps, 'errors'>) {
  const t = useTranslations('policy.privatePrograms')
  const [typed, setTyped] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const { privatePrograms: programs = [] } = draft.policy.privacy ?? {}
  const published = draft.base.policy.privacy?.privatePrograms ?? []
  const set = (next: readonly string[]) =>
    onChange(withPrivacyPart(draft, { privatePrograms: next.length > 0 ? [...next] : undefined }))
  const add = () => {
    const program = typed.trim()
    const problem = problemOf(program, programs)
    if (problem !== null) return setRefusal(t(problem))
    setTyped('')
    set([...programs, program])
  }
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <Setting
        range={t('range', { most: MOST_PRIVATE_PROGRAMS })}
        changed={programs.join('\n') !== published.join('\n')}
        differs={programs.length > 0}
      >
        <ul className={styles.list} aria-label={t('title')}>
          {programs.map((program) => (
            <li key={program} className={styles.item}>
              <span className={styles.name}>{program}</span>
              <Button
                kind="quiet"
                small
                aria-label={t('removeOf', { program })}
                onClick={() => set(programs.filter((one) => one !== program))}
              >
                {t('remove')}
              </Button>
            </li>
          ))}
        </ul>
        <div className={styles.adding}>
          <TextField
            label={t('program')}
            hint={t('programHint')}
            value={typed}
            error={refusal ?? undefined}
            onChange={(text) => {
              setTyped(text)
              setRefusal(null)
            }}
            onEnter={add}
          />
          <Button onClick={add}>{t('add')}</Button>
        </div>
      </Setting>
    </Card>
  )
}

/** Why a program cannot be added; null: it can. */
function problemOf(program: string, programs: readonly string[]): 'required' | 'tooLong' | 'known' | 'tooMany' | null {
  if (comparableProgram(program) === '') return 'required'
  if (program.length > LONGEST_PROGRAM) return 'tooLong'
  if (programs.some((one) => comparableProgram(one) === comparableProgram(program))) return 'known'
  return programs.length >= MOST_PRIVATE_PROGRAMS ? 'tooMany' : null
}
