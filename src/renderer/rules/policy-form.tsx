import { useTranslations } from 'use-intl'
import { Card } from '../ui/card.tsx'
import { Checkbox } from '../ui/field.tsx'
import { switched, thresholdOf } from './diff.ts'
import { type DraftFormProps, withReadable, withUnreadable } from './draft.ts'
import { DurationField } from './duration-field.tsx'
import styles from './policy-form.module.css'
import { thresholdNames, thresholds } from './thresholds.ts'

/** The thresholds of the draft, and whether input is counted. */
export function PolicyForm({ draft, errors, onChange }: DraftFormProps) {
  const t = useTranslations('rules.thresholds')
  const { policy, unreadable } = draft
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <div className={styles.thresholds}>
        {thresholdNames.map((name) => (
          <DurationField
            key={name}
            {...thresholds[name]}
            value={thresholdOf(policy, name)}
            unreadable={unreadable[`policy/${name}`]}
            error={errors.get(name)}
            onChange={(ms) =>
              onChange({
                ...withReadable(draft, `policy/${name}`),
                policy: { ...policy, [name]: ms ?? thresholdOf(policy, name) },
              })
            }
            onUnreadable={(text) => onChange(withUnreadable(draft, `policy/${name}`, text))}
          />
        ))}
      </div>
      <div className={styles.counting}>
        <Checkbox
          label={t('countInput')}
          checked={policy.inputCounts === true}
          hint={t('countInputHint')}
          onChange={(counted) => onChange({ ...draft, policy: switched(policy, 'inputCounts', counted) })}
        />
      </div>
    </Card>
  )
}
