import { appealLevels, denialStates } from '../contract/denials.ts'
import { attributions } from '../contract/work.ts'
import { ageBuckets, valueBands } from '../denials/value-bands.ts'

/** What metrics count. `worked_denials`: work, by the denial it was for; the value of work on no known denial is "not known". */
export type Population = 'denials' | 'worked_denials' | 'time' | 'touches' | 'claims'

/** One way to split metrics, and mostly to filter them. */
export interface DimensionDefinition {
  /** As in `by=` and in answers. */
  readonly id: string
  /** The query parameter that filters by it; null: it is no filter. */
  readonly parameter: string | null
  readonly label: string
  /** The column it is read from, of a denial or of recorded time. server/metrics/dimension-sql.ts has the SQL of what is more than a column. */
  readonly column: string | null
  readonly appliesTo: readonly Population[]
  /** All possible values, where the list is closed. A filter then takes several, with commas between. */
  readonly values?: readonly string[]
}

const ofDenials = ['denials', 'worked_denials'] as const
const ofWork = ['time', 'touches'] as const
const ofAll = ['denials', 'time', 'touches', 'claims'] as const

/** Every dimension. Filters, query parameters, `by=` values and choices on screens derive from this list. */
export const dimensions = [
  { id: 'user', parameter: 'user', label: 'Biller', column: 'owner', appliesTo: ['denials', ...ofWork] },
  { id: 'team', parameter: 'team', label: 'Team', column: 'owner', appliesTo: ['denials', ...ofWork] },
  { id: 'shift', parameter: 'shift', label: 'Shift', column: null, appliesTo: ofWork },
  { id: 'payer', parameter: 'payer', label: 'Payer', column: 'payer', appliesTo: ofAll },
  { id: 'category', parameter: 'category', label: 'Denial category', column: 'category', appliesTo: ofDenials },
  { id: 'carc', parameter: 'carc', label: 'CARC', column: 'carcs', appliesTo: ofDenials },
  { id: 'rarc', parameter: 'rarc', label: 'RARC', column: 'rarcs', appliesTo: ofDenials },
  { id: 'procedure', parameter: 'procedure', label: 'Procedure', column: 'procedure', appliesTo: ofDenials },
  {
    id: 'claim_filing_indicator',
    parameter: 'claimFilingIndicator',
    label: 'Plan type',
    column: 'claim_filing_indicator',
    appliesTo: ofDenials,
  },
  { id: 'practice', parameter: 'practice', label: 'Practice', column: 'practice', appliesTo: ofDenials },
  { id: 'service_line', parameter: 'serviceLine', label: 'Service line', column: 'service_line', appliesTo: ofDenials },
  { id: 'provider', parameter: 'provider', label: 'Provider', column: 'provider', appliesTo: [...ofDenials, 'claims'] },
  { id: 'location', parameter: 'location', label: 'Location', column: 'location', appliesTo: ofDenials },
  {
    id: 'value_band',
    parameter: 'valueBand',
    label: 'Denied amount',
    column: 'denied_cents',
    appliesTo: ofDenials,
    values: valueBands.map(({ id }) => id),
  },
  {
    id: 'age_bucket',
    parameter: 'ageBucket',
    label: 'Age',
    column: 'received',
    appliesTo: ['denials'],
    values: ageBuckets.map(({ id }) => id),
  },
  {
    id: 'state',
    parameter: 'state',
    label: 'Status',
    column: 'state',
    appliesTo: ['denials'],
    values: denialStates,
  },
  {
    id: 'appeal_level',
    parameter: 'appealLevel',
    label: 'Appeal level',
    column: 'appeal_level',
    appliesTo: ['denials'],
    values: appealLevels,
  },
  { id: 'queue', parameter: 'queue', label: 'Queue', column: 'queue', appliesTo: ofDenials },
  { id: 'activity', parameter: null, label: 'Activity', column: 'activity', appliesTo: ['time'] },
  { id: 'rating', parameter: null, label: 'Work type', column: 'rating', appliesTo: ['time'] },
  { id: 'system', parameter: null, label: 'System', column: 'system', appliesTo: ['time'] },
  { id: 'kind', parameter: null, label: 'Kind', column: 'kind', appliesTo: ['time'] },
  {
    id: 'attribution',
    parameter: 'attribution',
    label: 'Attribution',
    column: 'attribution',
    appliesTo: ['time'],
    values: attributions,
  },
  // Their values are the first day of each, as 2026-11-16, in the tenant's zone. Weeks begin on Monday (ISO 8601).
  { id: 'day', parameter: null, label: 'Day', column: null, appliesTo: ofAll },
  { id: 'week', parameter: null, label: 'Week', column: null, appliesTo: ofAll },
  { id: 'month', parameter: null, label: 'Month', column: null, appliesTo: ofAll },
] as const satisfies readonly DimensionDefinition[]

type Definitions = (typeof dimensions)[number]
export type Dimension = Definitions['id']

type ApplyingTo<Of extends Population, Definition = Definitions> = Definition extends {
  readonly id: infer Id extends Dimension
  readonly appliesTo: readonly (infer Populations)[]
}
  ? Of extends Populations
    ? Id
    : never
  : never

export const timeDimensions = ['day', 'week', 'month'] as const satisfies readonly Dimension[]
export type TimeDimension = (typeof timeDimensions)[number]
/** What a denial itself has. `user` and `team` are its owner's. */
export type DenialDimension = Exclude<ApplyingTo<'denials'>, TimeDimension>
/** What reports are filtered by alike, whatever they count. */
type ReportFilter = 'user' | 'team' | 'payer'
/** What filters denials, and work by the denial it was for, beside the filters of every report. */
export type DenialFilter = Exclude<DenialDimension, ReportFilter>
type FilterDefinition = Extract<Definitions, { readonly id: DenialFilter }>
export type DenialFilterParameter = FilterDefinition['parameter']

export function dimensionDefinition(id: Dimension): DimensionDefinition & { readonly id: Dimension } {
  const found = dimensions.find((dimension) => dimension.id === id)
  if (!found) throw new Error(`the registry lacks the dimension ${id}`)
  return found
}

const applyingTo = <Of extends Population>(population: Of) =>
  dimensions
    .filter(({ appliesTo }) => appliesTo.some((of) => of === population))
    .map(({ id }) => id) as ApplyingTo<Of>[]

export const isTimeDimension = (id: Dimension): id is TimeDimension => timeDimensions.some((time) => time === id)

export const denialDimensions = applyingTo('denials').filter((id): id is DenialDimension => !isTimeDimension(id))
export const workedDenialDimensions = applyingTo('worked_denials')

export const isDenialDimension = (id: Dimension): id is DenialDimension => denialDimensions.some((own) => own === id)
export const isWorkedDenialDimension = (id: Dimension): boolean => workedDenialDimensions.some((own) => own === id)

/** The definitions of the filters of denials. */
export const denialFilters = dimensions.filter(
  (dimension): dimension is FilterDefinition =>
    isDenialDimension(dimension.id) && !['user', 'team', 'payer'].includes(dimension.id),
)

/** An object with something for each query parameter that filters denials. */
export function byFilterParameter<Value>(
  valueOf: (definition: DimensionDefinition) => Value,
): Readonly<Record<DenialFilterParameter, Value>> {
  return Object.fromEntries(denialFilters.map((filter) => [filter.parameter, valueOf(filter)])) as Record<
    DenialFilterParameter,
    Value
  >
}
