import { useTranslations } from 'use-intl'
import type { ClassificationProposalRow } from '../../shared/contract/reports.ts'
import { useMayCall } from '../app/use-screens.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { capitalized } from '../ui/format.ts'
import { activityLabel } from '../ui/labels.ts'
import type { Draft } from './draft.ts'
import { draftProposal } from './proposal-draft.ts'
import styles from './proposals-card.module.css'

const REFRESH_MS = 60_000
const MOST = 100

/** What billers propose in place of what a rule says. Absent while nobody proposes anything. */
export function ProposalsCard({
  draft,
  onDraft,
}: {
  readonly draft: Draft
  /** Gets a draft with a rule for a proposal, and the key of that rule. */
  readonly onDraft: (draft: Draft, key: number) => void
}) {
  const t = useTranslations('rules.proposals')
  const enabled = useMayCall('classificationProposals')
  const { value } = useTeamQuery('classificationProposals', { limit: MOST }, { everyMs: REFRESH_MS, enabled })
  const rows = value?.rows ?? []
  if (rows.length === 0) return null
  const open = (row: ClassificationProposalRow) => {
    const { draft: next, key } = draftProposal(draft, row)
    onDraft(next, key)
  }
  return (
    <Card title={t('title')} explanation={t('explanation')} className={styles.card}>
      <ul className={styles.rows}>
        {rows.map((row) => {
          const activity = row.activity === null ? t('nothing') : activityLabel(row.activity)
          const proposed = activityLabel(row.proposedActivity)
          return (
            <li key={JSON.stringify([row.ruleId, row.activity, row.proposedActivity, row.program])}>
              <div>
                <b>{t('instead', { proposed: capitalized(proposed), activity })}</b>{' '}
                <small>
                  {[
                    t('count', { count: row.count }),
                    ...(row.ruleId === null ? [] : [t('byRule', { rule: row.ruleId })]),
                    ...(row.program === null ? [] : [t('program', { program: row.program })]),
                  ].join(' · ')}
                </small>
                {row.notes.map((note) => (
                  <p key={note}>{t('note', { note })}</p>
                ))}
              </div>
              <Button small aria-label={t('draftOf', { proposed, activity })} onClick={() => open(row)}>
                {t('draft')}
              </Button>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
