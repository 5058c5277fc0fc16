import type { AnnotationRow, ClassificationProposalRow } from '../../src/shared/contract/reports.ts'
import type { SampleWork } from './sample-team.ts'

/** What the person of the last touch says of it. */
export function sampleAnnotations({ touches }: SampleWork): readonly AnnotationRow[] {
  const touch = touches.at(-1)
  if (!touch) return []
  const { userId, userName, claimToken, startedAt, endedAt } = touch
  return [
    {
      ...{ userId, userName, claimToken, startedAt, endedAt, annotationId: 'said-1', revision: 1, program: null },
      ...{ dispute: 'wrong_claim', note: 'I had the wrong tab open', proposedActivity: null },
      ...{ activity: 'claim_status', ruleId: 'availity-claim-status' },
    },
  ]
}

export const sampleProposals: readonly ClassificationProposalRow[] = [
  {
    ...{ activity: 'unclassified', ruleId: null, proposedActivity: 'eligibility', program: 'waystar', count: 3 },
    notes: ['The new eligibility tool'],
  },
  {
    ...{ activity: 'claim_status', ruleId: 'epic-account', proposedActivity: 'documentation', program: null, count: 1 },
    notes: [],
  },
]
