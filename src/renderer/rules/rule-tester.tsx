import { useMemo, useState } from 'react'
import {
  type CompiledRuleSet,
  explain,
  type RemoteWindow,
  remoteWindow,
  type TestedWindow,
} from '../../shared/classify/index.ts'
import type { Rule } from '../../shared/contract/ruleset.ts'
import { activityLabel, ratingLabels } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'
import { RemoteSeen } from './remote-seen.tsx'
import { whenText } from './rule-list.tsx'
import styles from './rule-tester.module.css'
import { type TestedText, windowOf } from './tested-window.ts'
import { TesterCard } from './tester-card.tsx'

interface RuleTesterProps {
  readonly compiled: CompiledRuleSet
  /** Set when the draft cannot be tested: the version that is tested instead. */
  readonly insteadOfDraft: number | null
  readonly text: TestedText
  readonly onText: (text: TestedText) => void
  readonly onSelect: (ruleId: string) => void
}

/** Shows which rule takes a window, and why not those before it. What is typed stays in this window. */
export function RuleTester({ compiled, text, onSelect, ...card }: RuleTesterProps) {
  const tested = useMemo(() => explain(compiled, windowOf(text)), [compiled, text])
  const seen = useMemo(() => remoteWindow(compiled, windowOf(text)), [compiled, text])
  return (
    <TesterCard {...card} text={text} explanation="what the rules make of it; nothing typed here is stored or sent">
      <Outcome tested={tested} seen={seen} compiled={compiled} onSelect={onSelect} />
    </TesterCard>
  )
}

function Outcome({
  tested,
  seen,
  compiled,
  onSelect,
}: {
  readonly tested: TestedWindow
  readonly seen: RemoteWindow | null
  readonly compiled: CompiledRuleSet
  readonly onSelect: (ruleId: string) => void
}) {
  const rules = useMemo(() => new Map(compiled.rules.map(({ rule }) => [rule.id, rule])), [compiled])
  const winner = tested.ruleId === null ? undefined : rules.get(tested.ruleId)
  const losers = tested.tried.filter(({ failed }) => failed !== null)
  return (
    <div className={styles.outcome} aria-live="polite">
      <p className={styles.winner} data-testid="winner">
        {winner ? (
          <>
            <span className={styles.sign} aria-hidden="true">
              ✓
            </span>
            <span>
              <b>{winner.name ?? winner.id}</b> wins: {reasons(winner)}.{' '}
              <button type="button" className={styles.link} onClick={() => onSelect(winner.id)}>
                Show the rule
              </button>
            </span>
          </>
        ) : (
          <>
            <span className={styles.sign} aria-hidden="true">
              ?
            </span>
            <span>
              <b>No rule matches.</b> The window is unclassified, rated support.
            </span>
          </>
        )}
      </p>
      {seen && <RemoteSeen seen={seen} />}
      <Stored tested={tested} />
      {losers.length > 0 && <Tried tried={losers} rules={rules} onSelect={onSelect} />}
    </div>
  )
}

function reasons(rule: Rule): string {
  const fields = Object.keys(rule.when)
  if (fields.length === 0) return 'it takes every window'
  return `its ${fields.join(' and ')} ${fields.length === 1 ? 'matches' : 'match'}, and no rule before it takes the window`
}

/** The very fields a span of this window would carry. */
function Stored({ tested: { classification, reference } }: { readonly tested: TestedWindow }) {
  const { activity, rating, system, payer, app, ruleId } = classification
  const kept: readonly (readonly [string, string | null])[] = [
    ['activity', activity && activityLabel(activity)],
    ['rating', rating && ratingLabels[rating]],
    ['system', system],
    ['payer', payer],
    ['application', app],
    ['rule', ruleId],
  ]
  return (
    <div className={styles.stored}>
      <h3>What would be stored</h3>
      <dl>
        {kept.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className={styles.nothing}>nothing</span>}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.reference}>
        {reference === null ? (
          classification.activity === 'private' ? (
            'A private window leaves its length and nothing else.'
          ) : (
            'No claim reference was found. The title and the address are not kept.'
          )
        ) : classification.claimToken === null ? (
          'A private window leaves its length: the reference in it is dropped.'
        ) : (
          <>
            Denial reference found: <code>{reference}</code>. Only its token is kept; the reference, the title and the
            address are not.
          </>
        )}
      </p>
    </div>
  )
}

const fieldNames = { app: 'application', title: 'title', host: 'host', path: 'path' } as const
/** A rule that failed late came near. */
const nearness = { title: 0, path: 1, app: 2, host: 3 } as const

function Tried({
  tried,
  rules,
  onSelect,
}: {
  readonly tried: TestedWindow['tried']
  readonly rules: ReadonlyMap<string, Rule>
  readonly onSelect: (ruleId: string) => void
}) {
  const [nearFirst, setNearFirst] = useState(true)
  const rows = tried.map((entry, index) => ({ ...entry, position: index + 1 }))
  if (nearFirst)
    rows.sort((a, b) => nearness[a.failed ?? 'host'] - nearness[b.failed ?? 'host'] || a.position - b.position)
  return (
    <details className={styles.tried}>
      <summary>
        {tried.length === 1 ? 'One rule was' : `${tried.length} rules were`} tried before, and why{' '}
        {tried.length === 1 ? 'it' : 'they'} did not match
      </summary>
      <label className={styles.order}>
        <input type="checkbox" checked={nearFirst} onChange={(event) => setNearFirst(event.target.checked)} /> nearest
        first
      </label>
      <ul tabIndex={0} aria-label="Rules tried before">
        {rows.map(({ ruleId, failed }) => {
          const rule = rules.get(ruleId)
          return (
            <li key={ruleId}>
              <button
                type="button"
                className={styles.link}
                title={rule && whenText(rule)}
                onClick={() => onSelect(ruleId)}
              >
                {rule?.name ?? ruleId}
              </button>
              {failed && (
                <span>
                  <Tag>{fieldNames[failed]}</Tag> <code>{rule?.when[failed]}</code> does not match
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
