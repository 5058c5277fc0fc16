import { useTranslations } from 'use-intl'
import type { Rule } from '../../shared/contract/ruleset.ts'
import { TextField } from '../ui/field.tsx'
import { withField } from './draft.ts'
import styles from './rule-editor.module.css'

interface PageFieldFormProps {
  readonly rule: Rule
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (change: (rule: Rule) => Rule) => void
}

/** The one element of a page in which a rule looks for the claim number. */
export function PageFieldForm({ rule, errors, onChange }: PageFieldFormProps) {
  const t = useTranslations('rules.editor')
  const { field } = rule
  return (
    <fieldset>
      <legend>{t('field')}</legend>
      <div className={styles.pair}>
        <TextField
          label={t('selector')}
          mono
          placeholder={t('none')}
          value={field?.selector ?? ''}
          error={errors.get('field/selector')}
          hint={t('selectorHint')}
          onChange={(text) => onChange((before) => withField(before, 'selector', text))}
        />
        <TextField
          label={t('fieldPattern')}
          mono
          placeholder={t('none')}
          value={field?.pattern ?? ''}
          error={errors.get('field/pattern')}
          hint={t('fieldPatternHint')}
          onChange={(text) => onChange((before) => withField(before, 'pattern', text))}
        />
      </div>
    </fieldset>
  )
}
