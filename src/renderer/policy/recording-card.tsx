import { useTranslations } from 'use-intl'
import type { Privacy } from '../../shared/contract/privacy.ts'
import { switched, withPrivacyPart } from '../rules/diff.ts'
import { type DraftFormProps, withReadable, withUnreadable } from '../rules/draft.ts'
import { Card } from '../ui/card.tsx'
import { Checkbox, TextField } from '../ui/field.tsx'
import styles from './policy.module.css'
import { RecordedHours } from './recorded-hours.tsx'
import { Setting } from './setting.tsx'

const PAUSES = 'policy/pauseMinutesPerDay'

/** What computers record, and when: what the notice tells people of. */
export function RecordingCard({ draft, errors, onChange }: DraftFormProps) {
  const t = useTranslations('policy.recording')
  const { policy, base } = draft
  const privacy = policy.privacy ?? {}
  const published = base.policy.privacy ?? {}
  const change = (part: Privacy, from = draft) => onChange(withPrivacyPart(from, part))
  const isOther = (name: keyof Privacy) => JSON.stringify(privacy[name]) !== JSON.stringify(published[name])
  const switchOf = (name: 'inputCounts' | 'observeCalls', texts: { readonly label: string; readonly hint: string }) => (
    <Setting
      range={t('defaultOff')}
      changed={(policy[name] === true) !== (base.policy[name] === true)}
      differs={policy[name] === true}
    >
      <Checkbox
        {...texts}
        checked={policy[name] === true}
        onChange={(on) => onChange({ ...draft, policy: switched(policy, name, on) })}
      />
    </Setting>
  )
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <div className={styles.settings}>
        <RecordedHours draft={draft} errors={errors} onChange={onChange} />
        {switchOf('observeCalls', { label: t('observeCalls'), hint: t('observeCallsHint') })}
        {switchOf('inputCounts', { label: t('countInput'), hint: t('countInputHint') })}
        <Setting range={t('defaultOn')} changed={isOther('weeklyCounts')} differs={privacy.weeklyCounts === false}>
          <Checkbox
            label={t('weeklyCounts')}
            hint={t('weeklyCountsHint')}
            checked={privacy.weeklyCounts !== false}
            onChange={(counted) => change({ weeklyCounts: counted ? undefined : false })}
          />
        </Setting>
        <Setting
          range={t('pausesRange')}
          changed={isOther('pauseMinutesPerDay') || draft.unreadable[PAUSES] !== undefined}
          differs={privacy.pauseMinutesPerDay !== undefined}
        >
          <TextField
            label={t('pauses')}
            hint={t('pausesHint')}
            placeholder={t('noLimit')}
            value={draft.unreadable[PAUSES] ?? privacy.pauseMinutesPerDay?.toString() ?? ''}
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
        </Setting>
        <Setting range={t('contactRange')} changed={isOther('contact')} differs={privacy.contact !== undefined}>
          <TextField
            label={t('contact')}
            hint={t('contactHint')}
            value={privacy.contact ?? ''}
            error={errors.get('privacy/contact')}
            onChange={(text) => change({ contact: text === '' ? undefined : text })}
          />
        </Setting>
      </div>
    </Card>
  )
}
