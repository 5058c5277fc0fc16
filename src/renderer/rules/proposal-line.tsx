import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { useProposalToApprove } from './use-proposal-to-approve.ts'

/** Tells an admin, on every screen, that a publication of another one waits. */
export function ProposalLine() {
  const t = useTranslations('rules.proposal')
  const proposal = useProposalToApprove()
  if (!proposal) return null
  return (
    <div data-print="hide">
      <Banner kind="note" action={<Link to="/rules">{t('look')}</Link>}>
        {t.rich('line', {
          person: proposal.proposedBy,
          parts: proposal.touches.map((part) => t(`part.${part}`)).join(', '),
          strong,
        })}
      </Banner>
    </div>
  )
}
