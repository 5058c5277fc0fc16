import { useState } from 'react'
import {
  ratings,
  type Rating,
  type Rule,
  starterActivities,
  systemKinds,
  type SystemKind,
} from '../../shared/contract/ruleset.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { activityLabel, ratingLabels, systemKindLabels } from '../ui/labels.ts'
import { withText } from './draft.ts'
import { Checkbox, DurationField, SelectField, TextField } from '../ui/field.tsx'
import styles from './rule-editor.module.css'

interface RuleEditorProps {
  readonly rule: Rule
  /** Position in the list, from 0. */
  readonly index: number
  readonly total: number
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (change: (rule: Rule) => Rule) => void
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

const MINUTES = { name: 'minutes', ms: 60_000 }

export function RuleEditor({ rule, index, total, errors, onChange, onMove, onRemove }: RuleEditorProps) {
  const { when, then } = rule
  const setWhen = (name: keyof Rule['when']) => (text: string) =>
    onChange((before) => {
      const next = withText(before.when, name, text)
      // A new rule is off because it would match everything; its first condition ends that.
      if (before.enabled !== false || Object.keys(before.when).length > 0) return { ...before, when: next }
      return { ...before, when: next, enabled: Object.keys(next).length > 0 }
    })
  const setThen = (name: 'system' | 'payer') => (text: string) =>
    onChange((before) => ({ ...before, then: withText(before.then, name, text) }))
  const pattern = { mono: true, placeholder: 'anything' }
  return (
    <Card
      title={rule.name ?? rule.id}
      explanation={`tried as number ${index + 1} of ${total}; the first rule whose every field matches wins`}
      aside={
        <div className={styles.order}>
          <Button onClick={() => onMove(index - 1)} disabled={index === 0} aria-label="Move up">
            ↑
          </Button>
          <Button onClick={() => onMove(index + 1)} disabled={index === total - 1} aria-label="Move down">
            ↓
          </Button>
          <Position index={index} onMove={onMove} />
        </div>
      }
    >
      <div className={styles.form}>
        <div className={styles.pair}>
          <TextField
            label="Name"
            value={rule.name ?? ''}
            placeholder={rule.id}
            error={errors.get('name')}
            onChange={(text) => onChange((before) => withText(before, 'name', text))}
          />
          <TextField
            label="Id"
            mono
            value={rule.id}
            error={errors.get('id')}
            hint="stands in every record this rule makes"
            onChange={(id) => onChange((before) => ({ ...before, id }))}
          />
        </div>
        <fieldset>
          <legend>When the window has</legend>
          <div className={styles.pair}>
            <TextField
              {...pattern}
              label="Application"
              value={when.app ?? ''}
              error={errors.get('when/app')}
              hint="pattern, found anywhere"
              onChange={setWhen('app')}
            />
            <TextField
              {...pattern}
              label="Title"
              value={when.title ?? ''}
              error={errors.get('when/title')}
              hint="pattern, found anywhere"
              onChange={setWhen('title')}
            />
            <TextField
              {...pattern}
              label="Host"
              value={when.host ?? ''}
              error={errors.get('when/host')}
              hint="a domain: itself and its subdomains"
              onChange={setWhen('host')}
            />
            <TextField
              {...pattern}
              label="Path"
              value={when.path ?? ''}
              error={errors.get('when/path')}
              hint="pattern on path and #hash, never the query"
              onChange={setWhen('path')}
            />
          </div>
        </fieldset>
        <fieldset>
          <legend>then it is</legend>
          <div className={styles.pair}>
            <TextField
              label="Activity"
              value={then.activity}
              error={errors.get('then/activity')}
              hint={
                activityLabel(then.activity) === then.activity
                  ? undefined
                  : `shown as “${activityLabel(then.activity)}”`
              }
              suggestions={starterActivities}
              onChange={(activity) => onChange((before) => ({ ...before, then: { ...before.then, activity } }))}
            />
            <SelectField
              label="Rating"
              value={then.rating}
              error={errors.get('then/rating')}
              options={ratings.map((value) => ({ value, name: ratingLabels[value] }))}
              onChange={(value) =>
                onChange((before) => ({ ...before, then: { ...before.then, rating: value as Rating } }))
              }
            />
            <TextField
              label="System"
              value={then.system ?? ''}
              error={errors.get('then/system')}
              placeholder="none"
              onChange={setThen('system')}
            />
            <SelectField
              label="Kind of system"
              value={then.systemKind ?? ''}
              error={errors.get('then/systemKind')}
              options={[
                { value: '', name: 'not said' },
                ...systemKinds.map((value) => ({ value, name: systemKindLabels[value] })),
              ]}
              onChange={(value) =>
                onChange((before) => ({
                  ...before,
                  then: withText(before.then, 'systemKind', value as SystemKind | ''),
                }))
              }
            />
            <TextField
              label="Payer"
              value={then.payer ?? ''}
              error={errors.get('then/payer')}
              placeholder="none"
              onChange={setThen('payer')}
            />
            <DurationField
              key={rule.id}
              label="Idle after"
              value={then.idleAfterMs}
              unit={MINUTES}
              placeholder="policy"
              error={errors.get('then/idleAfterMs')}
              onChange={(ms) =>
                onChange((before) => {
                  const { idleAfterMs: _left, ...rest } = before.then
                  return { ...before, then: ms === undefined ? rest : { ...rest, idleAfterMs: ms } }
                })
              }
            />
          </div>
        </fieldset>
        <TextField
          label="Denial reference"
          mono
          placeholder="none"
          value={rule.claimRef ?? ''}
          error={errors.get('claimRef')}
          hint="pattern with a group (?<ref>…), tried on the title, then on path and #hash; only a token of what it finds is kept"
          onChange={(text) => onChange((before) => withText(before, 'claimRef', text))}
        />
        <div className={styles.foot}>
          <Checkbox
            label="Enabled"
            checked={rule.enabled !== false}
            onChange={(enabled) => onChange((before) => ({ ...before, enabled }))}
          />
          <Checkbox
            label="Verify on site: not seen on a real one yet"
            checked={rule.assumed === true}
            onChange={(assumed) => onChange((before) => ({ ...before, assumed }))}
          />
          <span className={styles.space} />
          <Button onClick={onRemove}>Remove the rule</Button>
        </div>
      </div>
    </Card>
  )
}

/** The place in the list, from 1; taken over on Enter or when the field is left. */
function Position({ index, onMove }: { readonly index: number; readonly onMove: (to: number) => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  const take = () => {
    const to = Number(typed)
    if (typed !== null && Number.isInteger(to) && to >= 1) onMove(to - 1)
    setTyped(null)
  }
  return (
    <input
      className={styles.position}
      aria-label="Position"
      inputMode="numeric"
      value={typed ?? String(index + 1)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  )
}
