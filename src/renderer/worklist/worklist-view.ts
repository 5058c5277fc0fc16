import type { ReadParams } from '../../shared/contract/team-calls.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { address } from '../app/navigation.tsx'
import { type Filters, ignoredBy, worklistFilterNames } from '../metrics/filters.ts'

export type WorklistFilter = (typeof worklistFilterNames)[number]
export const dueFilters = ['overdue', 'at_risk'] as const
export type DueFilter = (typeof dueFilters)[number]
/** The filters in the worklist's address. '' means "none"; `user` is the name of the person it is assigned to. */
export type WorklistView = Readonly<Partial<Record<WorklistFilter, string>>> & {
  readonly due?: DueFilter
  /** By expected recovery per minute; left out: deadlines first. */
  readonly sort?: 'priority'
  /** Those that are proposed to close, in place of the open ones. */
  readonly proposed?: '1'
}

export function readWorklistView(params: URLSearchParams): WorklistView {
  const view: Partial<Record<WorklistFilter, string>> = {}
  for (const name of worklistFilterNames) {
    const value = params.get(name)
    if (value !== null) view[name] = value
  }
  const due = dueFilters.find((one) => one === params.get('due'))
  return {
    ...view,
    ...(due && { due }),
    ...(params.get('sort') === 'priority' && { sort: 'priority' }),
    ...(params.get('proposed') === '1' && { proposed: '1' }),
  }
}

/** The inverse of `readWorklistView`. */
export function writeWorklistView(view: WorklistView): URLSearchParams {
  const params = new URLSearchParams()
  for (const name of ['proposed', 'due', ...worklistFilterNames, 'sort'] as const) {
    const value = view[name]
    if (value !== undefined) params.set(name, value)
  }
  return params
}

export function worklistAddress(view: WorklistView): string {
  return address('/worklist', writeWorklistView(view))
}

/** The query without the order and the kind of list, which totals do not have. */
export function worklistQuery({
  sort: _sort,
  proposed: _proposed,
  ...view
}: WorklistView): ReadParams<'worklistSummary'> {
  return view
}

/** A panel's filters for the worklist, and the dimensions of those that it does not have. */
export interface WorklistScope {
  readonly view: WorklistView
  readonly ignored: readonly Dimension[]
}

/** @param people names by id: the worklist filters by a person's name */
export function worklistScope(filters: Filters, people: ReadonlyMap<string, string>): WorklistScope {
  const view: Partial<Record<WorklistFilter, string>> = {}
  for (const name of worklistFilterNames) {
    const value = filters[name]
    if (value !== undefined) view[name] = name === 'user' ? (people.get(value) ?? value) : value
  }
  return { view, ignored: ignoredBy(worklistFilterNames, filters) }
}
