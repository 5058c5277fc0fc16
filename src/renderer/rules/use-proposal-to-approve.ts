import type { Proposal } from '../../shared/contract/publication.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { useMayCall } from '../app/use-screens.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

/** The publication of another admin that waits for whoever is signed in; null without one, and for everybody else. */
export function useProposalToApprove(): Proposal | null {
  const mayApprove = useMayCall('approveProposal', false)
  const { latest } = useTeamQuery('proposal', {}, { everyMs: MINUTE_MS, enabled: mayApprove })
  const proposal = mayApprove ? (latest?.proposal ?? null) : null
  return proposal?.isOwn === false ? proposal : null
}
