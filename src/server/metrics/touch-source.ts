import type { MetricId } from '../../shared/metrics/index.ts'
import { pauses, pausesByCategory } from '../claim-activity/touch-facts.ts'
import { workedDenial } from '../claim-activity/worked-denial.ts'
import type { Parameters } from '../database/parameters.ts'
import { touchedByAll, touchedByPerson } from '../rollups/distinct-rows.ts'
import { personRows, startFilter, userFilter } from '../rollups/time-rows.ts'
import type { Slice } from '../rollups/time-rows.ts'
import { claimsTouched, isByCategoryOfAll } from './claims-touched.ts'
import { denialConditions, denialDimension, isDenialSlice, isFiltered } from './denial-dimensions.ts'
import { ownerConditions } from './denial-source.ts'
import { instantSql, keyColumns, MS_A_DAY, MS_A_MINUTE } from './metric-query.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'
import { isPersonSlice, people, personKey } from './people-keys.ts'

const counts = { denominator: null, sample: null, scale: { numerator: 1, denominator: 1 } } as const

/** Metrics of touches that began in the period; null for another metric. */
export function touchSource(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource | null {
  switch (id) {
    case 'touches':
    case 'denials_touched': {
      const counted = id === 'touches' ? 'touches' : 'denials'
      return { ...counts, rows: touchesAndSpans(query, counted, parameters), numerator: `sum(${counted})` }
    }
    case 'minutes_per_denial':
      return {
        rows: claimsTouched(query, parameters),
        numerator: 'sum(ms)',
        denominator: 'count(*)',
        sample: 'ms',
        scale: { numerator: MS_A_MINUTE, denominator: 1 },
      }
    case 'days_between_touches':
      return {
        rows: gaps(query, parameters),
        numerator: 'sum(ms)',
        denominator: 'count(*)',
        sample: 'ms',
        scale: { numerator: MS_A_DAY, denominator: 1 },
      }
    default:
      return null
  }
}

/** Where anything was recorded there are rows, so that "no touch" is 0 and "no data" is nothing. */
function touchesAndSpans(query: MetricQuery, counted: 'touches' | 'denials', parameters: Parameters): string {
  const { slice, by } = query
  const keys = by.map((_, index) => `, k${index}`).join('')
  const touched = `select ${counted}${keys} from (${touchedFor(query, counted, parameters)}) touched`
  if (!isOfPeople(query)) return touched
  return `${touched}
    union all
    select 0${keyColumns(by, personKey)}
    from (select distinct a.user_id from (${personRows(slice, parameters)}) a) seen
    join users person on person.tenant_id = ${parameters.add(slice.tenantId)} and person.user_id = seen.user_id`
}

const isOfPeople = ({ by, shift, filter }: MetricQuery) =>
  shift === undefined && by.every(isPersonSlice) && !isFiltered(filter)

/** What the sums of days know they are asked. */
function touchedFor(query: MetricQuery, counted: 'touches' | 'denials', parameters: Parameters): string {
  const { slice, by } = query
  if (!isOfPeople(query)) return claimsTouched(query, parameters)
  // Nothing at all is not a count of none.
  if (by.length === 0) return `select * from (${touchedByAll(slice, parameters)}) t where (t.touches > 0)`
  // A claim that two of a team touched is one of the team's: that they do not know.
  if (counted === 'denials' && !by.includes('user')) return claimsTouched(query, parameters)
  return `select t.touches, t.denials${keyColumns(by, personKey)} from (${touchedByPerson(slice, parameters)}) t${people(query, parameters, 't')}`
}

/** The pause before each touch begun in the period that is not the first on its claim. Who a touch is of does not matter: a claim's owner does. */
function gaps(query: MetricQuery, parameters: Parameters): string {
  const { slice, by, filter } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  const asked = (table: string) => startFilter(slice, parameters, table)
  if (isByCategoryOfAll(query)) {
    return `select t.pause_ms as ms${keyColumns(by, () => 't.category')} from (${pausesByCategory(tenant, asked)}) t`
  }
  const ofOwner = slice.userId !== null || slice.team !== null || by.some((name) => name === 'team')
  const ofDenial = ofOwner || by.length > 0 || slice.payer !== null || isFiltered(filter)
  return `select t.pause_ms as ms${keyColumns(by, (name) => (isDenialSlice(name) ? denialDimension(name, at) : 'null'))}
    from (${pauses(tenant, asked)}) t${
      ofDenial
        ? workedDenial(tenant, 't.claim', `${parameters.add(slice.from)}::bigint`, ownedBy(slice, parameters))
        : ''
    }${ofOwner ? ' left join users o on o.tenant_id = d.tenant_id and o.name = d.owner' : ''}
    where ${tenant}::text is not null${ofDenial ? ownerConditions(slice, parameters) : ''}${denialConditions(filter, parameters, at)}`
}

/** ` and …` for denials `r` that somebody of the slice owns: few, so that touches are looked for among few. */
function ownedBy(slice: Slice, parameters: Parameters): string {
  if (slice.userId === null && slice.team === null) return ''
  const owners = `owners.tenant_id = ${parameters.add(slice.tenantId)}${userFilter(slice, parameters, 'owners')}`
  return ` and r.owner in (select owners.name from users owners where ${owners})`
}
