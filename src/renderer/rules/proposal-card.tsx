import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { Proposal } from '../../shared/contract/publication.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { dayAndClock } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { Tags } from '../ui/tag.tsx'
import { ChangeList } from './change-list.tsx'
import { changesOf } from './diff.ts'
import { draftTowards } from './draft.ts'
import styles from './proposal-card.module.css'
import type { useRulesDraft } from './use-rules-draft.ts'

/** The publication that waits for a second admin, with what it would change, and what whoever looks may do with it. */
export function ProposalCard({ rules: { proposal, published } }: { readonly rules: ReturnType<typeof useRulesDraft> }) {
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const t = useTranslations('rules.proposal')
  return (
    <>
      {/* Also when it does not wait any more: another admin was faster. */}
      {problem && <Banner kind="problem">{t.rich('failed', { message: problem.message, strong })}</Banner>}
      {proposal && published && <Waiting proposal={proposal} published={published} onProblem={setProblem} />}
    </>
  )
}

function Waiting({
  proposal,
  published,
  onProblem,
}: {
  readonly proposal: Proposal
  readonly published: RuleSet
  readonly onProblem: (problem: ClientProblem | null) => void
}) {
  const t = useTranslations('rules.proposal')
  const write = useTeamWrite()
  const zone = useTeamZone()
  const [busy, setBusy] = useState(false)
  const { id, baseVersion, isOwn, proposedAt, proposedBy, restored, rules, touches } = proposal
  const isOvertaken = rules !== null && baseVersion !== published.version
  const act = async (done: () => Promise<unknown>) => {
    setBusy(true)
    onProblem(null)
    await done().catch((error: unknown) => onProblem(asProblem(error)))
    setBusy(false)
  }
  const explanation = t('by', {
    ...{ person: proposedBy, at: dayAndClock(proposedAt, zone) },
    parts: touches.map((part) => t(`part.${part}`)).join(', '),
  })
  return (
    <Card
      title={t('title')}
      explanation={explanation}
      className={styles.card}
      aside={
        <Tags>
          {!isOwn && !isOvertaken && (
            <Button kind="primary" disabled={busy} onClick={() => void act(() => write('approveProposal', {}, { id }))}>
              {t('approve')}
            </Button>
          )}
          <Button disabled={busy} onClick={() => void act(() => write('dropProposal', {}, null))}>
            {t(isOwn ? 'withdraw' : 'refuse')}
          </Button>
        </Tags>
      }
    >
      {isOvertaken ? (
        <p>{t('overtaken', { version: published.version })}</p>
      ) : (
        <>
          {isOwn && <p>{t('own')}</p>}
          {restored !== null && <p>{t('restored', { version: restored })}</p>}
          {rules === null ? (
            <p>{t('oneAdmin')}</p>
          ) : (
            <ChangeList changes={changesOf(draftTowards(published, rules))} label={t('list')} />
          )}
        </>
      )}
    </Card>
  )
}
