import { thresholds } from './policy-form.tsx'
import type { Change } from './diff.ts'
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
          <span className={styles.kind}>{change.kind === 'policy' ? 'threshold' : change.kind}</span>
          <div>
            {change.kind === 'policy' ? (
              <p>
                {thresholds[change.name].label}: {inUnit(change.name, change.before)} →{' '}
                <b>{inUnit(change.name, change.after)}</b>
              </p>
            ) : change.kind === 'counting' ? (
              <p>
                input: {change.before ? 'counted' : 'not counted'} → <b>{change.after ? 'counted' : 'not counted'}</b>
              </p>
            ) : change.kind === 'removed' ? (
              <p>
                <s>{change.rule.name ?? change.rule.id}</s>
              </p>
            ) : (
              <p>
                <button type="button" onClick={() => onSelect(change.key)}>
                  {change.rule.name ?? change.rule.id}
                </button>
                {change.kind === 'moved' && ` from ${change.from} to ${change.position}`}
                {change.kind === 'added' && ` at ${change.position}`}
              </p>
            )}
            {change.kind === 'changed' &&
              change.fields.map(({ field, before, after }) => (
                <p key={field} className={styles.field}>
                  {field}: {before ? <del>{before}</del> : 'nothing'} → {after ? <ins>{after}</ins> : 'nothing'}
                </p>
              ))}
          </div>
        </li>
      ))}
    </ul>
  )
}

function keyOf(change: Change): string {
  if (change.kind === 'policy') return change.name
  return change.kind === 'counting' ? change.kind : `${change.kind} ${change.rule.id}`
}

function inUnit(name: keyof typeof thresholds, ms: number): string {
  const { unit } = thresholds[name]
  return `${Number((ms / unit.ms).toFixed(3))} ${unit.name}`
}

/** `4 changes: 1 added, 2 changed, 1 moved` */
export function summaryOf(changes: readonly Change[]): string {
  const kinds = ['added', 'changed', 'moved', 'removed', 'policy', 'counting'] as const
  const parts = kinds.flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length
    if (number === 0) return []
    return kind === 'policy' ? [`${number} ${number === 1 ? 'threshold' : 'thresholds'}`] : [`${number} ${kind}`]
  })
  return `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}: ${parts.join(', ')}`
}
