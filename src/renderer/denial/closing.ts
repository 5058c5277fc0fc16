import type { DenialChange, DenialRow, DenialState } from '../../shared/contract/denials.ts'

type Proposed = Pick<DenialRow, 'state' | 'proposedState'>

/** The change that closes a denial as proposed. */
export const closed = ({ state, proposedState }: Proposed): DenialChange => ({ state: proposedState ?? state })

/** The change that declines a proposal to close. */
export const keptOpen = ({ state }: Proposed): DenialChange => ({ state: openStateOf(state) })

function openStateOf(state: DenialState): DenialState {
  if (state === 'reversed') return 'reopened'
  return state === 'new' ? 'in_progress' : state
}
