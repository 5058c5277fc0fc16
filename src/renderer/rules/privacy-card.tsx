import { useTranslations } from 'use-intl'
import { weekdays } from '../../shared/contract/settings-fields.ts'
import type { Privacy } from '../../shared/contract/privacy.ts'
import { Card } from '../ui/card.tsx'
import { Checkbox, TextField } from '../ui/field.tsx'
import { switched, withPrivacy } from './diff.ts'
import { type Draft, type DraftFormProps, withReadable, withUnreadable } from './draft.ts'
import styles from './policy-form.module.css'
import { ShiftsField } from './shifts-field.tsx'
import { officeHours } from './working-hours.ts'

const PAUSES = 'policy/pauseMinutesPerDay'

/** What people are told of, and when recording takes place. */
export function PrivacyCard({ draft, errors, onChange }: DraftFormProps) {
  const t = useTranslations('rules.privacy')
  const privacy = draft.policy.privacy ?? {}
  const { workingHours, contact, recordOutsideHours, pauseMinutesPerDay, weeklyCounts } = privacy
  const change = (part: Privacy, from = draft) =>
    onChange({ ...from, policy: withPrivacy(from.policy, { ...privacy, ...part }) })
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <div className={styles.thresholds}>
        <TextField
          label={t('contact')}
          hint={t('contactHint')}
          value={contact ?? ''}
          error={errors.get('privacy/contact')}
          onChange={(text) => change({ contact: text === '' ? undefined : text })}
        />
        <TextField
          label={t('pauses')}
          hint={t('pausesHint')}
          placeholder={t('noLimit')}
          value={draft.unreadable[PAUSES] ?? pauseMinutesPerDay?.toString() ?? ''}
          error={errors.get('pauseMinutesPerDay') ?? errors.get('privacy/pauseMinutesPerDay')}
          onChange={(text) =>
            /^\d{0,4}$/.test(text.trim())
              ? change(
                  { pauseMinutesPerDay: text.trim() === '' ? undefined : Number(text) },
                  withReadable(draft, PAUSES),
                )
              : onChange(withUnreadable(draft, PAUSES, text))
          }
        />
      </div>
      <div className={styles.counting}>
        <Checkbox
          label={t('hours')}
          hint={t('hoursHint')}
          checked={workingHours !== undefined}
          onChange={(set) =>
            set
              ? change({ workingHours: officeHours })
              : change({ workingHours: undefined, recordOutsideHours: undefined }, withoutTypedHours(draft))
          }
        />
      </div>
      {workingHours && (
        <>
          <div className={styles.week}>
            {weekdays.map((day) => {
              const path = `policy/hours-${day}` as const
              return (
                <ShiftsField
                  key={day}
                  label={t(`day.${day}`)}
                  placeholder={t('closed')}
                  value={workingHours[day]}
                  unreadable={draft.unreadable[path]}
                  error={errors.get(`hours-${day}`)}
                  onChange={(shifts) =>
                    change({ workingHours: { ...workingHours, [day]: shifts } }, withReadable(draft, path))
                  }
                  onUnreadable={(text) => onChange(withUnreadable(draft, path, text))}
                />
              )
            })}
            <TextField
              label={t('zone')}
              placeholder={t('zoneOfComputer')}
              value={workingHours.zone ?? ''}
              error={errors.get('privacy/workingHours/zone')}
              onChange={(zone) => {
                const { zone: _before, ...days } = workingHours
                change({ workingHours: zone === '' ? days : { ...days, zone } })
              }}
            />
          </div>
          <div className={styles.counting}>
            <Checkbox
              label={t('outside')}
              hint={t('outsideHint')}
              checked={recordOutsideHours === true}
              onChange={(outside) => change({ recordOutsideHours: outside ? true : undefined })}
            />
          </div>
        </>
      )}
      <div className={styles.counting}>
        <Checkbox
          label={t('observeCalls')}
          hint={t('observeCallsHint')}
          checked={draft.policy.observeCalls === true}
          onChange={(observed) => onChange({ ...draft, policy: switched(draft.policy, 'observeCalls', observed) })}
        />
      </div>
      <div className={styles.counting}>
        <Checkbox
          label={t('weeklyCounts')}
          hint={t('weeklyCountsHint')}
          checked={weeklyCounts !== false}
          onChange={(counted) => change({ weeklyCounts: counted ? undefined : false })}
        />
      </div>
    </Card>
  )
}

/** Texts of fields that are no longer shown cannot be corrected. */
const withoutTypedHours = (draft: Draft): Draft =>
  weekdays.reduce((rest, day) => withReadable(rest, `policy/hours-${day}`), draft)
