import { teamReads } from '../../shared/contract/team-calls.ts'
import { type Dimension, type DimensionDefinition, dimensions } from '../../shared/metrics/dimensions.ts'
import { metricDefinition, type MetricId } from '../../shared/metrics/catalog.ts'

type Definition = (typeof dimensions)[number]
/** A filter, by its name in the address and in the API. */
export type FilterName = NonNullable<Definition['parameter']>
/** '' means "none". */
export type Filters = Readonly<Partial<Record<FilterName, string | undefined>>>

/** Every filter of the registry. */
export const filterNames: readonly FilterName[] = dimensions.flatMap(({ parameter }) =>
  parameter === null ? [] : [parameter],
)

/** The dimension that a filter restricts. */
export function dimensionOfFilter(name: FilterName): DimensionDefinition & { readonly id: Dimension } {
  const found = dimensions.find(({ parameter }) => parameter === name)
  if (!found) throw new Error(`no dimension has the filter ${name}`)
  return found
}

/** The filter for a dimension; null if there is none. */
export function filterOfDimension(id: Dimension): FilterName | null {
  return dimensions.find((dimension) => dimension.id === id)?.parameter ?? null
}

/** The filters that the routes of recorded time accept. */
export const timeFilterNames = acceptedBy(teamReads.panel.params.shape)
/** Filters that do not apply to recorded time. The one by attribution leaves none of it out. */
export const denialFilterNames = filterNames.filter(
  (name) => name !== 'attribution' && !timeFilterNames.some((other) => other === name),
)
/** The filters that the worklist accepts. */
export const worklistFilterNames = acceptedBy(teamReads.worklist.params.shape)
/** The filters that insights accept. */
export const findingFilterNames = acceptedBy(teamReads.findings.params.shape)

/** The dimensions of the filters that are set and not accepted. */
export function ignoredBy(accepted: readonly FilterName[], filters: Filters): readonly Dimension[] {
  const ignored = filterNames.filter((name) => filters[name] !== undefined && !accepted.includes(name))
  return ignored.map((name) => dimensionOfFilter(name).id)
}

function acceptedBy<Shape extends object>(shape: Shape): readonly Extract<FilterName, keyof Shape>[] {
  return filterNames.filter((name): name is Extract<FilterName, keyof Shape> => Object.hasOwn(shape, name))
}

/** The dimensions that at least one of these metrics can be split by, in the registry's order. */
export function dimensionsOf(metrics: readonly MetricId[]): readonly Dimension[] {
  return dimensions.map(({ id }) => id).filter((id) => metrics.some((metric) => canSplit(metric, id)))
}

export function canSplit(metric: MetricId, dimension: Dimension): boolean {
  return metricDefinition(metric).dimensions.includes(dimension)
}
