import type { ReactNode } from 'react'
import { counted } from '../ui/format.ts'
import type { Change } from './diff.ts'
import type { ListChange } from './list-diff.ts'
import { thresholds } from './policy-form.tsx'
import styles from './change-list.module.css'

/** What publishing would change, a line each. */
export function ChangeList({
  changes,
  onSelect,
}: {
  readonly changes: readonly Change[]
  readonly onSelect: (key: number) => void
}) {
  return (
    <ul className={styles.changes} aria-label="Changes in the draft">
      {changes.map((change) => (
        <li key={keyOf(change)}>
          <span className={styles.kind}>{kindNames[change.kind]}</span>
          <div>
            <Line change={change} onSelect={onSelect} />
          </div>
        </li>
      ))}
    </ul>
  )
}

const kindNames: Readonly<Record<Change['kind'], string>> = {
  added: 'added',
  changed: 'changed',
  moved: 'moved',
  removed: 'removed',
  remote: 'remote',
  policy: 'threshold',
  counting: 'counting',
}

function Line({ change, onSelect }: { readonly change: Change; readonly onSelect: (key: number) => void }) {
  switch (change.kind) {
    case 'policy':
      return (
        <p>
          {thresholds[change.name].label}: {inUnit(change.name, change.before)} →{' '}
          <b>{inUnit(change.name, change.after)}</b>
        </p>
      )
    case 'counting':
      return (
        <p>
          input: {change.before ? 'counted' : 'not counted'} → <b>{change.after ? 'counted' : 'not counted'}</b>
        </p>
      )
    case 'remote':
      return (
        <ItemLine change={change.change} prefix={`${change.change.kind} `}>
          {nameOf(change.change.item)}
        </ItemLine>
      )
    case 'added':
    case 'changed':
    case 'moved':
    case 'removed':
      return (
        <ItemLine change={change} prefix="">
          {change.kind === 'removed' ? (
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

/** What becomes of one item of a list. */
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
  return (
    <>
      <p>
        {prefix}
        {change.kind === 'removed' ? <s>{children}</s> : children}
        {change.kind === 'moved' && ` from ${change.from} to ${change.position}`}
        {change.kind === 'added' && ` at ${change.position}`}
      </p>
      {change.kind === 'changed' &&
        change.fields.map(({ field, before, after }) => (
          <p key={field} className={styles.field}>
            {field}: {before ? <del>{before}</del> : 'nothing'} → {after ? <ins>{after}</ins> : 'nothing'}
          </p>
        ))}
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
    case 'counting':
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

function inUnit(name: keyof typeof thresholds, ms: number): string {
  const { unit } = thresholds[name]
  return `${Number((ms / unit.ms).toFixed(3))} ${unit.name}`
}

/** `4 changes: 1 added, 2 changed, 1 moved` */
export function summaryOf(changes: readonly Change[]): string {
  const kinds = ['added', 'changed', 'moved', 'removed', 'remote', 'policy', 'counting'] as const
  const parts = kinds.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length
    return number === 0 ? [] : [countedKind(kind, number)]
  })
  return `${counted(changes.length, 'change', 'changes')}: ${parts.join(', ')}`
}

function countedKind(kind: Change['kind'], number: number): string {
  if (kind === 'remote') return counted(number, 'remote window', 'remote windows')
  return kind === 'policy' ? counted(number, 'threshold', 'thresholds') : `${number} ${kind}`
}
