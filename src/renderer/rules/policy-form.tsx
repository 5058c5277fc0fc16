import type { Policy } from '../../shared/contract/ruleset.ts'
import { Card } from '../ui/card.tsx'
import { Checkbox, DurationField } from '../ui/field.tsx'
import { countingInput, type ThresholdName } from './diff.ts'
import styles from './policy-form.module.css'

const SECONDS = { name: 'seconds', ms: 1000 }
const MINUTES = { name: 'minutes', ms: 60_000 }
const DAYS = { name: 'days', ms: 86_400_000 }

interface Threshold {
  readonly label: string
  readonly unit: { readonly name: string; readonly ms: number }
  readonly hint: string
}

export const thresholds: Readonly<Record<ThresholdName, Threshold>> = {
  idleAfterMs: { label: 'Idle after', unit: MINUTES, hint: 'without keyboard or mouse; dated back to the last input' },
  touchGapMs: {
    label: 'A touch ends after',
    unit: MINUTES,
    hint: 'away from the denial; coming back later is another touch',
  },
  visitGapMs: {
    label: 'A status look-up ends after',
    unit: MINUTES,
    hint: 'on something else; the next one is another look-up',
  },
  recheckWithinMs: { label: 'A look-up is a re-check within', unit: DAYS, hint: 'of the last one on the same denial' },
  documentationNearMs: {
    label: 'Notes belong to a denial within',
    unit: MINUTES,
    hint: 'of work on it; then they count as manual documentation',
  },
  maxGapMs: { label: 'Unobserved after', unit: SECONDS, hint: 'without a reading; no time is credited to such a gap' },
  clockStepMs: { label: 'A clock step is over', unit: SECONDS, hint: 'between the wall clock and the steady one' },
  syncEveryMs: {
    label: 'Agents send every',
    unit: SECONDS,
    hint: 'what they have recorded; every 10 s while somebody looks at the team panel',
  },
}

export function PolicyForm({
  policy,
  errors,
  onChange,
}: {
  readonly policy: Policy
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (policy: Policy) => void
}) {
  return (
    <Card title="Thresholds" explanation="what counts as idle, as a touch and as hidden work; published with the rules">
      <div className={styles.thresholds}>
        {(Object.keys(thresholds) as ThresholdName[]).map((name) => (
          <DurationField
            key={name}
            {...thresholds[name]}
            value={policy[name]}
            error={errors.get(name)}
            onChange={(ms) => ms !== undefined && onChange({ ...policy, [name]: ms })}
          />
        ))}
      </div>
      <div className={styles.counting}>
        <Checkbox
          label="Count input: keys and pointer movements a minute, never which"
          checked={policy.inputCounts === true}
          hint="Off unless chosen. Each biller sees their own counts; agents from before this choice keep the rules they have."
          onChange={(counted) => onChange(countingInput(policy, counted))}
        />
      </div>
    </Card>
  )
}
