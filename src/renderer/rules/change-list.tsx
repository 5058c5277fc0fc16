import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Privacy } from '../../shared/contract/privacy.ts'
import { hoursText } from '../../shared/working-hours/index.ts'
import { activityLabel, inSentence } from '../ui/labels.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './change-list.module.css'
import type { Change } from './diff.ts'
import { FieldChangeLine } from './field-change.tsx'
import type { ListChange } from './list-diff.ts'
import { MINUTES, thresholds } from './thresholds.ts'

/** What publishing would change, one line per change. */
export function ChangeList({
  changes,
  label,
  onSelect,
}: {
  readonly changes: readonly Change[]
  readonly label: string
  /** Left out: they are looked at only. */
  readonly onSelect?: (key: number) => void
}) {
  const t = useTranslations('rules.change')
  return (
    <ul className={styles.changes} aria-label={label}>
      {changes.map((change) => (
        <li key={keyOf(change)}>
          <span className={styles.kind}>{t(`kind.${change.kind}`)}</span>
          <div>
            <Line change={change} {...(onSelect && { onSelect })} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Line({ change, onSelect }: { readonly change: Change; readonly onSelect?: (key: number) => void }) {
  const t = useTranslations('rules.change')
  switch (change.kind) {
    case 'policy': {
      const { label, unit } = thresholds[change.name]
      const amount = (ms: number) => t('amount', { value: ms / unit.ms, unit: unit.name })
      return (
        <p>
          {t.rich('threshold', { name: label, before: amount(change.before), after: amount(change.after), strong })}
        </p>
      )
    }
    case 'idle': {
      const amount = (ms: number | undefined) =>
        ms === undefined ? t('idleOfPolicy') : t('amount', { value: ms / MINUTES.ms, unit: MINUTES.name })
      const activity = inSentence(activityLabel(change.activity))
      return <p>{t.rich('idle', { activity, before: amount(change.before), after: amount(change.after), strong })}</p>
    }
    case 'counting':
    case 'calls': {
      const state = (counted: boolean) => t(counted ? 'counted' : 'notCounted')
      return <p>{t.rich(change.kind, { before: state(change.before), after: state(change.after), strong })}</p>
    }
    case 'privacy':
      return privacyFields.map((field) => {
        const [before, after] = [change.before, change.after].map((privacy) => words(valueOf(privacy, field), t))
        if (before === undefined || after === undefined) return null
        if (before === after) return null
        return <p key={field}>{t.rich(`privacy.${field}`, { before, after, strong })}</p>
      })
    case 'remote':
      return (
        <ItemLine change={change.change} prefix={`${t(`remoteKind.${change.change.kind}`)} `}>
          {nameOf(change.change.item)}
        </ItemLine>
      )
    case 'added':
    case 'changed':
    case 'moved':
    case 'removed':
      return (
        <ItemLine change={change} prefix="">
          {change.kind === 'removed' || !onSelect ? (
            nameOf(change.item)
          ) : (
            <button type="button" onClick={() => onSelect(change.key)}>
              {nameOf(change.item)}
            </button>
          )}
        </ItemLine>
      )
  }
}

/** A value of the privacy settings. */
function words(value: Privacy[keyof Privacy], t: ReturnType<typeof useTranslations<'rules.change'>>): string {
  if (value === undefined) return t('nothing')
  if (typeof value === 'boolean') return t(value ? 'counted' : 'notCounted')
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'object' ? hoursText(value) : String(value)
}

/** With what a field means that is left out. */
const valueOf = (privacy: Privacy, field: (typeof privacyFields)[number]) =>
  field === 'weeklyCounts' ? privacy.weeklyCounts !== false : privacy[field]

const privacyFields = [
  'contact',
  'workingHours',
  'recordOutsideHours',
  'pauseMinutesPerDay',
  'weeklyCounts',
  'privatePrograms',
] as const

/** The change of one item of a list. */
function ItemLine({
  change,
  prefix,
  children,
}: {
  readonly change: ListChange<Named>
  readonly prefix: string
  /** The item's name. */
  readonly children: ReactNode
}) {
  const t = useTranslations('rules.change')
  return (
    <>
      <p>
        {prefix}
        {change.kind === 'removed' ? <s>{children}</s> : children}
        {change.kind === 'moved' && ` ${t('from', { from: change.from, to: change.position })}`}
        {change.kind === 'added' && ` ${t('at', { position: change.position })}`}
      </p>
      {change.kind === 'changed' && change.fields.map((field) => <FieldChangeLine key={field.field} {...field} />)}
    </>
  )
}

interface Named {
  readonly id: string
  readonly name?: string | undefined
}
const nameOf = ({ name, id }: Named): string => name ?? id

function keyOf(change: Change): string {
  switch (change.kind) {
    case 'policy':
      return change.name
    case 'idle':
      return `idle ${change.activity}`
    case 'counting':
    case 'calls':
    case 'privacy':
      return change.kind
    case 'remote':
      return `remote ${change.change.kind} ${change.change.item.id}`
    case 'added':
    case 'changed':
    case 'moved':
    case 'removed':
      return `${change.kind} ${change.item.id}`
  }
}
