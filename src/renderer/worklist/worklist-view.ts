import type { ReadParams } from '../../shared/contract/team-calls.ts'

export const worklistFilters = ['due', 'team', 'user', 'payer', 'category', 'queue'] as const
export type WorklistFilter = (typeof worklistFilters)[number]
/** What the worklist's address says. '' is "none named"; `user` is an owner's name. */
export type WorklistView = Readonly<Partial<Record<WorklistFilter, string>>> & {
  /** By what a minute brings back, whatever is due; left out: deadlines first. */
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

/** What the endpoint is asked; the sums do not know of an order. */
export function worklistQuery({ due, sort: _sort, ...view }: WorklistView): ReadParams<'worklistSummary'> {
  return { ...view, ...((due === 'late' || due === 'risk') && { due }) }
}
