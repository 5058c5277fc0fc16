import type { ReadParams } from '../../shared/contract/team-calls.ts'
import { address } from '../app/navigation.tsx'

export const worklistFilters = ['due', 'team', 'user', 'payer', 'category', 'queue'] as const
export type WorklistFilter = (typeof worklistFilters)[number]
/** The filters in the worklist's address. '' means "none"; `user` is the name of the person it is assigned to. */
export type WorklistView = Readonly<Partial<Record<WorklistFilter, string>>> & {
  /** By expected recovery per minute; left out: deadlines first. */
  readonly sort?: 'priority'
}

export function readWorklistView(params: URLSearchParams): WorklistView {
  const view: Partial<Record<WorklistFilter, string>> = {}
  for (const name of worklistFilters) {
    const value = params.get(name)
    if (value === null || (name === 'due' && value !== 'late' && value !== 'risk')) continue
    view[name] = value
  }
  return { ...view, ...(params.get('sort') === 'priority' && { sort: 'priority' }) }
}

/** The inverse of `readWorklistView`. */
export function writeWorklistView(view: WorklistView): URLSearchParams {
  const params = new URLSearchParams()
  for (const name of [...worklistFilters, 'sort'] as const) {
    const value = view[name]
    if (value !== undefined) params.set(name, value)
  }
  return params
}

export function worklistAddress(view: WorklistView): string {
  return address('/worklist', writeWorklistView(view))
}

/** The query without the order, which totals do not have. */
export function worklistQuery({ due, sort: _sort, ...view }: WorklistView): ReadParams<'worklistSummary'> {
  return { ...view, ...((due === 'late' || due === 'risk') && { due }) }
}
