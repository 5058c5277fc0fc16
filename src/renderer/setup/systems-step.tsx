import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import { packKinds, packsOf, type RulePack, withPacks } from '../../shared/setup/index.ts'
import { Link } from '../app/navigation.tsx'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import styles from './setup.module.css'

/** Which portals and EHRs the office uses: their rules are published on, those of all others off. */
export function SystemsStep() {
  const t = useTranslations('setup.systems')
  const { latest, problem, reload } = useTeamQuery('rules', {})
  if (latest === null) {
    return <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
  }
  return <PackChoice rules={latest} />
}

type Outcome =
  | { readonly kind: 'published'; readonly version: number }
  | { readonly kind: 'proposed' }
  | { readonly kind: 'failed'; readonly problem: ClientProblem }

function PackChoice({ rules }: { readonly rules: RuleSet }) {
  const t = useTranslations('setup.systems')
  const write = useTeamWrite()
  const packs = packsOf(rules.rules)
  /** Null: as the rules in force have it. */
  const [edited, setEdited] = useState<ReadonlySet<string> | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isPublishing, setPublishing] = useState(false)
  const chosen = edited ?? new Set(packs.flatMap(({ system, enabled }) => (enabled > 0 ? [system] : [])))
  const choose = (next: Iterable<string>) => {
    setOutcome(null)
    setEdited(new Set(next))
  }
  const publish = async () => {
    setPublishing(true)
    setOutcome(null)
    try {
      const next = { ...rules, version: rules.version + 1, rules: [...withPacks(rules.rules, chosen)] }
      const answer = await write('publishRules', { ifMatch: rules.version }, next)
      setEdited(null)
      setOutcome('proposedBy' in answer ? { kind: 'proposed' } : { kind: 'published', version: answer.version })
    } catch (error) {
      setOutcome({ kind: 'failed', problem: asProblem(error) })
    } finally {
      setPublishing(false)
    }
  }
  return (
    <div className={styles.cards}>
      {packKinds.map((kind) => (
        <PackCard
          key={kind}
          kind={kind}
          packs={packs.filter((pack) => pack.kind === kind)}
          chosen={chosen}
          onChoose={choose}
        />
      ))}
      <p className={styles.note}>
        {t('unverified')} {t('rest')} <Link to="/rules">{t('toRules')}</Link>
      </p>
      {outcome && (
        <Banner kind={outcome.kind === 'failed' ? 'problem' : 'done'}>
          {outcome.kind === 'failed'
            ? outcome.problem.message
            : outcome.kind === 'proposed'
              ? t('proposed')
              : t.rich('published', { version: outcome.version, strong })}
        </Banner>
      )}
      <div>
        <Button kind="primary" disabled={isPublishing} onClick={() => void publish()}>
          {t('publish', { count: chosen.size })}
        </Button>
      </div>
    </div>
  )
}

function PackCard({
  kind,
  packs,
  chosen,
  onChoose,
}: {
  readonly kind: RulePack['kind']
  readonly packs: readonly RulePack[]
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (next: Iterable<string>) => void
}) {
  const t = useTranslations('setup.systems')
  const names = packs.map(({ system }) => system)
  const count = names.filter((name) => chosen.has(name)).length
  const others = [...chosen].filter((name) => !names.includes(name))
  return (
    <Card
      title={t(`kind.${kind}`)}
      explanation={t('chosen', { count, total: packs.length })}
      aside={
        <>
          <Button
            small
            kind="quiet"
            aria-label={t('allOf', { kind: t(`kind.${kind}`) })}
            onClick={() => onChoose([...others, ...names])}
          >
            {t('all')}
          </Button>
          <Button
            small
            kind="quiet"
            aria-label={t('noneOf', { kind: t(`kind.${kind}`) })}
            onClick={() => onChoose(others)}
          >
            {t('none')}
          </Button>
        </>
      }
    >
      <ul className={styles.packs}>
        {packs.map(({ system, rules, assumed }) => (
          <li key={system}>
            <Checkbox
              label={system}
              hint={assumed === 0 ? t('rules', { rules }) : t('rulesUnverified', { rules, assumed })}
              checked={chosen.has(system)}
              onChange={(isOn) => onChoose(isOn ? [...chosen, system] : [...chosen].filter((name) => name !== system))}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
