import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import {
  type CompiledRuleSet,
  explain,
  type RemoteWindow,
  remoteWindow,
  type TestedWindow,
} from '../../shared/classify/index.ts'
import { capitalized } from '../ui/format.ts'
import { activityLabel, ratingLabels } from '../ui/labels.ts'
import { code, strong } from '../ui/rich-text.tsx'
import { RemoteSeen } from './remote-seen.tsx'
import { matchReason } from './rule-text.ts'
import styles from './rule-tester.module.css'
import { type TestedText, windowOf } from './tested-window.ts'
import { TesterCard } from './tester-card.tsx'
import { TriedRules } from './tried-rules.tsx'

interface RuleTesterProps {
  readonly compiled: CompiledRuleSet
  /** The published version, when it is tested because the draft has errors. */
  readonly insteadOfDraft: number | null
  readonly text: TestedText
  readonly onText: (text: TestedText) => void
  readonly onSelect: (ruleId: string) => void
}

/** Shows which rule matches a window, and why earlier rules do not. What is typed stays in this window. */
export function RuleTester({ compiled, text, onSelect, ...card }: RuleTesterProps) {
  const t = useTranslations('rules.tester')
  const tested = useMemo(() => explain(compiled, windowOf(text)), [compiled, text])
  const seen = useMemo(() => remoteWindow(compiled, windowOf(text)), [compiled, text])
  return (
    <TesterCard
      {...card}
      text={text}
      hasField={compiled.rules.some(({ rule }) => rule.field !== undefined)}
      explanation={t('explanation')}
    >
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
  const t = useTranslations('rules.tester')
  const rules = useMemo(() => new Map(compiled.rules.map(({ rule }) => [rule.id, rule])), [compiled])
  const winner = tested.ruleId === null ? undefined : rules.get(tested.ruleId)
  const losers = tested.tried.filter(({ failed }) => failed !== null)
  return (
    <div className={styles.outcome} aria-live="polite">
      <p className={styles.winner} data-testid="winner">
        <span className={styles.sign} aria-hidden="true">
          {winner ? '✓' : '?'}
        </span>
        <span>
          {winner ? (
            <>
              {t.rich('matches', { name: winner.name ?? winner.id, reason: matchReason(winner), strong })}{' '}
              <button type="button" className={styles.link} onClick={() => onSelect(winner.id)}>
                {t('showRule')}
              </button>
            </>
          ) : (
            t.rich('noMatch', { rating: ratingLabels.support, strong })
          )}
        </span>
      </p>
      {seen && <RemoteSeen seen={seen} />}
      <Stored tested={tested} />
      {losers.length > 0 && <TriedRules tried={losers} rules={rules} onSelect={onSelect} />}
    </div>
  )
}

/** The fields that a span of this window would contain. */
function Stored({ tested }: { readonly tested: TestedWindow }) {
  const t = useTranslations('rules.tester')
  const { activity, rating, system, payer, app, ruleId, remote } = tested.classification
  const kept = [
    ['activity', activity && capitalized(activityLabel(activity))],
    ['rating', rating && capitalized(ratingLabels[rating])],
    ['system', system],
    ['payer', payer],
    ['app', app],
    ['rule', ruleId],
  ] as const
  return (
    <div className={styles.stored}>
      <h3>{t('stored')}</h3>
      <dl>
        {kept.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`storedField.${name}`)}</dt>
            <dd>{value ?? <span className={styles.nothing}>{t('nothing')}</span>}</dd>
          </div>
        ))}
      </dl>
      {remote && <p className={styles.reference}>{t('remote')}</p>}
      <p className={styles.reference}>
        <ReferenceText tested={tested} />
      </p>
    </div>
  )
}

/** What is stored of a claim number in the window. */
function ReferenceText({ tested }: { readonly tested: TestedWindow }) {
  const t = useTranslations('rules.tester')
  const { classification, reference, claimRefFault, fieldFault } = tested
  if (claimRefFault !== null) return t('ignoredReference')
  if (fieldFault !== null && reference === null) return t('ignoredField')
  if (reference === null) return t(classification.activity === 'private' ? 'privateWindow' : 'noReference')
  if (classification.claimToken === null) return t('privateReference')
  return <>{t.rich('reference', { reference, code })}</>
}
