import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { activityName, starterActivities } from '../../shared/contract/ruleset.ts'
import { withActivityIdle } from '../rules/diff.ts'
import { type DraftFormProps, withReadable, withUnreadable } from '../rules/draft.ts'
import { DurationField } from '../rules/duration-field.tsx'
import { MINUTES, rangeOf } from '../rules/thresholds.ts'
import { Button } from '../ui/button.tsx'
import { SelectField } from '../ui/field.tsx'
import { capitalized } from '../ui/format.ts'
import { activityLabel } from '../ui/labels.ts'
import styles from './policy.module.css'
import { Setting } from './setting.tsx'

/** Idle thresholds of single activities, such as reading that takes long without input. */
export function ActivityIdle({ draft, errors, onChange }: DraftFormProps) {
  const t = useTranslations('policy.activityIdle')
  const { policy, unreadable, base } = draft
  const [chosen, setChosen] = useState('')
  const own = policy.idleAfterMsByActivity ?? {}
  const activities = Object.keys(own)
  const others = [...new Set([...draft.rules.map(({ item }) => item.then.activity), ...starterActivities])]
    .filter((activity) => activityName.safeParse(activity).success && !activities.includes(activity))
    .map((activity) => ({ value: activity, name: capitalized(activityLabel(activity)) }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
  const selected = others.some(({ value }) => value === chosen) ? chosen : (others[0]?.value ?? '')
  const set = (activity: string, ms: number | undefined) =>
    onChange({
      ...withReadable(draft, `policy/idle-${activity}`),
      policy: withActivityIdle(policy, activity, ms),
    })
  return (
    <Setting
      range={rangeOf('idleAfterMs', null)}
      changed={!sameThresholds(own, base.policy.idleAfterMsByActivity ?? {})}
      differs={activities.length > 0}
      wide
    >
      <div role="group" aria-label={t('label')}>
        <h3>{t('label')}</h3>
        <p>{t('sentence')}</p>
        <ul className={styles.list}>
          {activities.map((activity) => (
            <li key={activity} className={styles.item}>
              <DurationField
                label={capitalized(activityLabel(activity))}
                unit={MINUTES}
                value={own[activity]}
                unreadable={unreadable[`policy/idle-${activity}`]}
                error={errors.get(`idleAfterMsByActivity/${activity}`)}
                onChange={(ms) => set(activity, ms)}
                onUnreadable={(text) => onChange(withUnreadable(draft, `policy/idle-${activity}`, text))}
              />
              <Button
                kind="quiet"
                small
                aria-label={t('removeOf', { activity: activityLabel(activity) })}
                onClick={() => set(activity, undefined)}
              >
                {t('remove')}
              </Button>
            </li>
          ))}
        </ul>
        {others.length > 0 && (
          <div className={styles.adding}>
            <SelectField label={t('activity')} value={selected} options={others} onChange={setChosen} />
            <Button onClick={() => set(selected, policy.idleAfterMs)}>{t('add')}</Button>
          </div>
        )}
      </div>
    </Setting>
  )
}

/** Whether both have the same thresholds, in whatever order. */
function sameThresholds(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return names.every((name) => one[name] === other[name])
}
