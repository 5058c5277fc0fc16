import { useTranslations } from 'use-intl'
import type { Privacy } from '../../shared/contract/privacy.ts'
import { weekdays } from '../../shared/contract/settings-fields.ts'
import { withPrivacyPart } from '../rules/diff.ts'
import { type Draft, type DraftFormProps, withReadable, withUnreadable } from '../rules/draft.ts'
import { Checkbox, TextField } from '../ui/field.tsx'
import styles from './policy.module.css'
import { Setting } from './setting.tsx'
import { ShiftsField } from './shifts-field.tsx'
import { officeHours } from './working-hours.ts'

/** The hours in which computers record, and whether they do so outside them. */
export function RecordedHours({ draft, errors, onChange }: DraftFormProps) {
  const t = useTranslations('policy.recording')
  const weekday = useTranslations('weekdays')
  const privacy = draft.policy.privacy ?? {}
  const published = draft.base.policy.privacy ?? {}
  const { workingHours, recordOutsideHours } = privacy
  const change = (part: Privacy, from = draft) => onChange(withPrivacyPart(from, part))
  return (
    <>
      <Setting
        range={t('hoursRange')}
        changed={JSON.stringify(workingHours) !== JSON.stringify(published.workingHours)}
        differs={workingHours !== undefined}
        wide={workingHours !== undefined}
      >
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
        {workingHours && (
          <div className={styles.week} role="group" aria-label={t('hours')}>
            {weekdays.map((day) => {
              const path = `policy/hours-${day}` as const
              return (
                <ShiftsField
                  key={day}
                  label={weekday(day)}
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
        )}
      </Setting>
      {workingHours && (
        <Setting
          range={t('defaultOff')}
          changed={(recordOutsideHours === true) !== (published.recordOutsideHours === true)}
          differs={recordOutsideHours === true}
        >
          <Checkbox
            label={t('outside')}
            hint={t('outsideHint')}
            checked={recordOutsideHours === true}
            onChange={(outside) => change({ recordOutsideHours: outside ? true : undefined })}
          />
        </Setting>
      )}
    </>
  )
}

/** Texts of fields that are no longer shown cannot be corrected. */
const withoutTypedHours = (draft: Draft): Draft =>
  weekdays.reduce((rest, day) => withReadable(rest, `policy/hours-${day}`), draft)
