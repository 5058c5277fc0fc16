import { useMemo } from 'react'
import { RULE_USE_DAYS, type RuleUse } from '../../shared/contract/rule-use.ts'
import type { Rule, RuleSet } from '../../shared/contract/ruleset.ts'
import { HOUR_MS } from '../../shared/time.ts'
import { coverageOf, type Coverage, type NeverMatching } from '../../shared/rule-coverage/index.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { translator } from '../text/translator.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, count, day, hours, NO_DATA, percent, share } from '../ui/format.ts'
import { activityLabel } from '../ui/labels.ts'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import styles from './coverage-pane.module.css'
import { nameIn } from './rule-text.ts'

interface CoveragePaneProps {
  /** The rules in force. */
  readonly published: RuleSet
  readonly onSelect: (ruleId: string) => void
}

/** How much recorded time the published rules name, by rule, and the rules that match nothing. */
export function CoveragePane({ published, onSelect }: CoveragePaneProps) {
  const { latest, problem, reload } = useTeamQuery('ruleUse', {})
  const coverage = useMemo(() => latest && coverageOf(published, latest), [published, latest])
  if (latest === null || coverage === null)
    return <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
  return (
    <div className={styles.cards}>
      <UsedCard use={latest} coverage={coverage} onSelect={onSelect} />
      <NeverCard rules={published.rules} never={coverage.never} onSelect={onSelect} />
      <UnmatchedCard rules={coverage.unmatched} onSelect={onSelect} />
    </div>
  )
}

type UsedRow = Coverage['used'][number]

const t = translator('rules.coverage')

/** @param totalMs all recorded time, ms */
function usedColumns(totalMs: number, onSelect: (ruleId: string) => void): Columns<UsedRow> {
  const nameOf = ({ rule, ruleId }: UsedRow) => rule?.name ?? ruleId
  const activityOf = ({ rule }: UsedRow) => (rule ? capitalized(activityLabel(rule.then.activity)) : t('removed'))
  return [
    {
      ...{ id: 'rule', header: t('column.rule'), heads: true, wraps: true, sortBy: nameOf },
      cell: (row) => (row.rule ? <RuleLink rule={row.rule} onSelect={onSelect} /> : nameOf(row)),
    },
    { id: 'activity', header: t('column.activity'), wraps: true, sortBy: activityOf, cell: activityOf },
    {
      ...{ id: 'time', header: t('column.time'), csvHeader: t('column.timeInHours'), numeric: true },
      sortBy: ({ activeMs }) => -activeMs,
      csv: ({ activeMs }) => activeMs / HOUR_MS,
      cell: ({ activeMs }) => (activeMs === 0 ? t('idleOnly') : hours(activeMs)),
    },
    {
      ...{ id: 'share', header: t('column.share'), numeric: true },
      sortBy: ({ activeMs }) => -activeMs,
      csv: ({ activeMs }) => share(activeMs, totalMs),
      cell: ({ activeMs }) => (activeMs === 0 ? NO_DATA : percent(share(activeMs, totalMs))),
    },
    {
      ...{ id: 'people', header: t('column.people'), numeric: true },
      sortBy: ({ people }) => people,
      cell: ({ people }) => count(people),
    },
  ]
}

function UsedCard({
  use: { from, to, totalMs, unnamedMs, privateMs },
  coverage: { used },
  onSelect,
}: {
  readonly use: RuleUse
  readonly coverage: Coverage
  readonly onSelect: (ruleId: string) => void
}) {
  const zone = useTeamZone()
  const columns = useMemo(() => usedColumns(totalMs, onSelect), [totalMs, onSelect])
  const parts = { from: day(from, zone), to: day(to - 1, zone), days: RULE_USE_DAYS }
  if (used.length === 0 && totalMs === 0)
    return (
      <Notice kind="empty" title={t('nothing')}>
        {t('nothingExplanation', parts)}
      </Notice>
    )
  return (
    <Card title={t('title')} explanation={t('explanation', parts)}>
      <p className={styles.sum}>
        {t.rich('sum', {
          ...{ total: hours(totalMs), private: percent(share(privateMs, totalMs)), strong },
          named: percent(share(totalMs - unnamedMs - privateMs, totalMs)),
          ...{ unnamed: percent(share(unnamedMs, totalMs)), unnamedTime: hours(unnamedMs) },
        })}
      </p>
      <DataTable rows={used} columns={columns} noun={t('noun')} rowKey={({ ruleId }) => ruleId} />
    </Card>
  )
}

function NeverCard({
  rules,
  never,
  onSelect,
}: {
  readonly rules: readonly Rule[]
  readonly never: readonly NeverMatching[]
  readonly onSelect: (ruleId: string) => void
}) {
  return (
    <Card title={t('never', { count: never.length })} explanation={t('neverExplanation', { count: never.length })}>
      {never.length > 0 && (
        <ul className={styles.rules}>
          {never.map(({ ruleId, takenBy }) => (
            <li key={ruleId}>
              <NamedRule rules={rules} id={ruleId} onSelect={onSelect} />{' '}
              <small>
                {t('takenBy', { count: takenBy.length, rules: takenBy.map((id) => nameIn(rules, id)).join(', ') })}
              </small>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function UnmatchedCard({
  rules,
  onSelect,
}: {
  readonly rules: readonly Rule[]
  readonly onSelect: (ruleId: string) => void
}) {
  return (
    <Card
      title={t('unmatched', { count: rules.length })}
      explanation={t('unmatchedExplanation', { days: RULE_USE_DAYS })}
    >
      {rules.length > 0 && (
        <ul className={styles.many}>
          {rules.map((rule) => (
            <li key={rule.id}>
              <RuleLink rule={rule} onSelect={onSelect} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function NamedRule({
  rules,
  id,
  onSelect,
}: {
  readonly rules: readonly Rule[]
  readonly id: string
  readonly onSelect: (ruleId: string) => void
}) {
  const rule = rules.find((one) => one.id === id)
  return rule ? <RuleLink rule={rule} onSelect={onSelect} /> : id
}

/** A rule by its name, which opens it. */
function RuleLink({ rule, onSelect }: { readonly rule: Rule; readonly onSelect: (ruleId: string) => void }) {
  return (
    <button type="button" className={styles.rule} onClick={() => onSelect(rule.id)}>
      {rule.name ?? rule.id}
    </button>
  )
}
