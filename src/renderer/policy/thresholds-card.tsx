import { useTranslations } from 'use-intl'
import { policySchema } from '../../shared/contract/ruleset.ts'
import { thresholdOf } from '../rules/diff.ts'
import { type DraftFormProps, withReadable, withUnreadable } from '../rules/draft.ts'
import { DurationField } from '../rules/duration-field.tsx'
import { rangeOf, thresholdNames, thresholds } from '../rules/thresholds.ts'
import { Card } from '../ui/card.tsx'
import { ActivityIdle } from './activity-idle.tsx'
import styles from './policy.module.css'
import { Setting } from './setting.tsx'

const defaults = policySchema.parse({})

/** What counts as idle, as a touch and as hidden work. */
export function ThresholdsCard({ draft, errors, onChange }: DraftFormProps) {
  const t = useTranslations('policy.thresholds')
  const { policy, unreadable, base } = draft
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <div className={styles.settings}>
        {thresholdNames.map((name) => (
          <Setting
            key={name}
            range={rangeOf(name, thresholdOf(defaults, name))}
            changed={
              thresholdOf(policy, name) !== thresholdOf(base.policy, name) || unreadable[`policy/${name}`] !== undefined
            }
            differs={thresholdOf(policy, name) !== thresholdOf(defaults, name)}
          >
            <DurationField
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
          </Setting>
        ))}
        <ActivityIdle draft={draft} errors={errors} onChange={onChange} />
      </div>
    </Card>
  )
}
