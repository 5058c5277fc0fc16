import { useState } from 'react'
import { useTranslations } from 'use-intl'
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
import { capitalized } from '../ui/format.ts'
import { activityLabel, ratingLabels, systemKindLabels } from '../ui/labels.ts'
import { withText } from './draft.ts'
import { Checkbox, SelectField, TextField } from '../ui/field.tsx'
import { DurationField } from './duration-field.tsx'
import { PageFieldForm } from './page-field-form.tsx'
import styles from './rule-editor.module.css'
import { MINUTES } from './thresholds.ts'

interface RuleEditorProps {
  readonly rule: Rule
  /** Position in the list, from 0. */
  readonly index: number
  readonly total: number
  readonly errors: ReadonlyMap<string, string>
  /** An idle threshold that could not be read, as it was typed. */
  readonly unreadableIdle: string | undefined
  readonly onChange: (change: (rule: Rule) => Rule) => void
  readonly onIdle: (ms: number | undefined) => void
  readonly onUnreadableIdle: (text: string) => void
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

/** One rule of the draft. */
export function RuleEditor({
  rule,
  index,
  total,
  errors,
  unreadableIdle,
  onChange,
  onIdle,
  onUnreadableIdle,
  onMove,
  onRemove,
}: RuleEditorProps) {
  const t = useTranslations('rules.editor')
  const { when, then } = rule
  const setWhen = (name: Exclude<keyof Rule['when'], 'call'>) => (text: string) =>
    onChange((before) => {
      const next = withText(before.when, name, text)
      // A new rule is disabled because it would match everything; its first condition enables it.
      if (before.enabled !== false || Object.keys(before.when).length > 0) return { ...before, when: next }
      return { ...before, when: next, enabled: Object.keys(next).length > 0 }
    })
  const setCall = (isCall: boolean) =>
    onChange((before) => {
      const { call: _before, ...others } = before.when
      return { ...before, when: isCall ? { ...others, call: true } : others }
    })
  const setThen = (name: 'system' | 'payer') => (text: string) =>
    onChange((before) => ({ ...before, then: withText(before.then, name, text) }))
  const pattern = { mono: true, placeholder: t('anything') }
  return (
    <Card
      title={rule.name ?? rule.id}
      explanation={t('position', { position: index + 1, total })}
      aside={
        <div className={styles.order}>
          <Button onClick={() => onMove(index - 1)} disabled={index === 0} aria-label={t('moveUp')}>
            ↑
          </Button>
          <Button onClick={() => onMove(index + 1)} disabled={index === total - 1} aria-label={t('moveDown')}>
            ↓
          </Button>
          <Position index={index} onMove={onMove} />
        </div>
      }
    >
      <div className={styles.form}>
        <div className={styles.pair}>
          <TextField
            label={t('name')}
            value={rule.name ?? ''}
            placeholder={rule.id}
            error={errors.get('name')}
            onChange={(text) => onChange((before) => withText(before, 'name', text))}
          />
          <TextField
            label={t('id')}
            mono
            value={rule.id}
            error={errors.get('id')}
            hint={t('idHint')}
            onChange={(id) => onChange((before) => ({ ...before, id }))}
          />
        </div>
        <fieldset>
          <legend>{t('when')}</legend>
          <div className={styles.pair}>
            <TextField
              {...pattern}
              label={t('app')}
              value={when.app ?? ''}
              error={errors.get('when/app')}
              hint={t('pattern')}
              onChange={setWhen('app')}
            />
            <TextField
              {...pattern}
              label={t('titleField')}
              value={when.title ?? ''}
              error={errors.get('when/title')}
              hint={t('pattern')}
              onChange={setWhen('title')}
            />
            <TextField
              {...pattern}
              label={t('host')}
              value={when.host ?? ''}
              error={errors.get('when/host')}
              hint={t('hostHint')}
              onChange={setWhen('host')}
            />
            <TextField
              {...pattern}
              label={t('path')}
              value={when.path ?? ''}
              error={errors.get('when/path')}
              hint={t('pathHint')}
              onChange={setWhen('path')}
            />
          </div>
          <Checkbox
            label={t('call')}
            hint={errors.get('when/call') ?? t('callHint')}
            checked={when.call === true}
            onChange={setCall}
          />
        </fieldset>
        <fieldset>
          <legend>{t('then')}</legend>
          <div className={styles.pair}>
            <TextField
              label={t('activity')}
              value={then.activity}
              error={errors.get('then/activity')}
              hint={
                activityLabel(then.activity) === then.activity
                  ? undefined
                  : t('activityShownAs', { activity: capitalized(activityLabel(then.activity)) })
              }
              suggestions={starterActivities}
              onChange={(activity) => onChange((before) => ({ ...before, then: { ...before.then, activity } }))}
            />
            <SelectField
              label={t('rating')}
              value={then.rating}
              error={errors.get('then/rating')}
              options={ratings.map((value) => ({ value, name: capitalized(ratingLabels[value]) }))}
              onChange={(value) =>
                onChange((before) => ({ ...before, then: { ...before.then, rating: value as Rating } }))
              }
            />
            <TextField
              label={t('system')}
              value={then.system ?? ''}
              error={errors.get('then/system')}
              placeholder={t('none')}
              onChange={setThen('system')}
            />
            <SelectField
              label={t('systemKind')}
              value={then.systemKind ?? ''}
              error={errors.get('then/systemKind')}
              options={[
                { value: '', name: t('notSpecified') },
                ...systemKinds.map((value) => ({ value, name: capitalized(systemKindLabels[value]) })),
              ]}
              onChange={(value) =>
                onChange((before) => ({
                  ...before,
                  then: withText(before.then, 'systemKind', value as SystemKind | ''),
                }))
              }
            />
            <TextField
              label={t('payer')}
              value={then.payer ?? ''}
              error={errors.get('then/payer')}
              placeholder={t('none')}
              onChange={setThen('payer')}
            />
            <DurationField
              key={rule.id}
              label={t('idleAfter')}
              value={then.idleAfterMs}
              unreadable={unreadableIdle}
              unit={MINUTES}
              placeholder={t('policyDefault')}
              error={errors.get('then/idleAfterMs')}
              optional
              onChange={onIdle}
              onUnreadable={onUnreadableIdle}
            />
          </div>
        </fieldset>
        <TextField
          label={t('claimRef')}
          mono
          placeholder={t('none')}
          value={rule.claimRef ?? ''}
          error={errors.get('claimRef')}
          hint={t('claimRefHint')}
          onChange={(text) => onChange((before) => withText(before, 'claimRef', text))}
        />
        <PageFieldForm rule={rule} errors={errors} onChange={onChange} />
        <div className={styles.foot}>
          <Checkbox
            label={t('enabled')}
            checked={rule.enabled !== false}
            onChange={(enabled) => onChange((before) => ({ ...before, enabled }))}
          />
          <Checkbox
            label={t('unverified')}
            checked={rule.assumed === true}
            onChange={(assumed) => onChange((before) => ({ ...before, assumed }))}
          />
          <span className={styles.space} />
          <Button onClick={onRemove}>{t('remove')}</Button>
        </div>
      </div>
    </Card>
  )
}

/** The position in the list, from 1. The rule moves on Enter or when the field loses focus. */
function Position({ index, onMove }: { readonly index: number; readonly onMove: (to: number) => void }) {
  const t = useTranslations('rules.editor')
  const [typed, setTyped] = useState<string | null>(null)
  const take = () => {
    const to = Number(typed)
    if (typed !== null && Number.isInteger(to) && to >= 1) onMove(to - 1)
    setTyped(null)
  }
  return (
    <input
      className={styles.position}
      aria-label={t('positionField')}
      inputMode="numeric"
      value={typed ?? String(index + 1)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  )
}
