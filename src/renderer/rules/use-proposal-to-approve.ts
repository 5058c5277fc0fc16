import type { Proposal } from '../../shared/contract/publication.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { useMayCall } from '../app/use-screens.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

/**
 * The publication of another admin that waits for whoever is signed in; null without one, and for everybody else. The endpoint's own admin token is
 * no second admin, so that nothing waits for it.
 */
export function useProposalToApprove(): Proposal | null {
  const mayApprove = useMayCall('approveProposal')
  const { latest } = useTeamQuery('proposal', {}, { everyMs: MINUTE_MS, enabled: mayApprove })
  if (!mayApprove || !latest?.needsSecondAdmin || latest.proposal === null) return null
  return latest.proposal.isOwn ? null : latest.proposal
}
