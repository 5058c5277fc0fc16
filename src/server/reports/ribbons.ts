import type { PersonRibbon, RibbonLook, RibbonsAnswer } from '../../shared/contract/reports.ts'
import { type HiddenKind, hiddenKinds } from '../../shared/contract/work.ts'
import { lookOf, looksAlike, packRibbons, ribbonOf, type RibbonSpan } from '../../shared/touches/index.ts'
import { join, literal, sql, where } from '../database/sql.ts'
import { type Scope, visiblePeople } from '../identity/scope.ts'
import { readCountedIn } from '../rollups/count-once.ts'
import { startCondition } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'

/** All spans that show the same, of whomever. */
interface SameLook extends Omit<RibbonSpan, 'startedAt' | 'endedAt' | 'hiddenKinds'> {
  /** A bit for each of `sortedKinds`; null: none. */
  readonly tags: number | null
  /** Of each its person's place, how long after the period's start it begins, and its length, in one number: {@link unpacked}. */
  readonly spans: readonly number[]
  readonly overlaps: boolean
}

/** A span lies within 15 minutes, and a period is a day of at most 50 people: together 53 bits, as many as a number holds exactly. */
const AFTER_LENGTH = 2 ** 20
const AFTER_START = 2 ** 47

function unpacked(span: number): { readonly place: number; readonly start: number; readonly ms: number } {
  const place = Math.floor(span / AFTER_START)
  const inPlace = span - place * AFTER_START
  return { place, start: Math.floor(inPlace / AFTER_LENGTH), ms: inPlace % AFTER_LENGTH }
}

/** As ribbons list them. A number is grouped and sent faster than a list of texts. */
const sortedKinds: readonly HiddenKind[] = hiddenKinds.toSorted()

/** A segment as it is answered: start, length, place of its look. */
type Segment = readonly [startedAt: number, ms: number, look: number]

/**
 * What these people did in a period, in order of time. A payer is no filter here: a ribbon with holes would look like absence.
 * @returns one ribbon for each of them; of somebody unknown or invisible it is empty
 */
export async function readRibbons(scope: Scope, period: Period, userIds: readonly string[]): Promise<RibbonsAnswer> {
  const rows = await scope.query<SameLook>(sameLooks(scope, period, userIds))
  // Few people work on several devices at once: what counts of their spans is computed span by span.
  if (rows.some(({ overlaps }) => overlaps)) {
    return packRibbons(await Promise.all(userIds.map((userId) => ribbonCountedOnce(scope, period, userId))))
  }
  return merged(rows, period.from, userIds)
}

/** Reading thousands of spans one by one takes longer than having PostgreSQL group them by the few dozens of things that they show. */
function sameLooks(scope: Scope, period: Period, userIds: readonly string[]) {
  const bits = join(
    sortedKinds.map((kind, bit) => sql`when ${literal(kind)} then ${literal(1 << bit)}`),
    ' ',
  )
  // Without the offset, PostgreSQL reads everybody's day for the spans of a few.
  return sql`
    with asked as (
      select user_id, place - 1 as place from unnest(${userIds}::text[]) with ordinality asked (user_id, place)
    ), tagged as (
      select h.journal, h.span_seq, h.started_at, bit_or(case h.kind ${bits} end) as tags
      from asked cross join lateral (
        select h.journal, h.span_seq, h.started_at, h.kind from hidden_tags h
        ${where([sql`h.user_id = asked.user_id`, startCondition(period, 'h')])} offset 0
      ) h
      group by h.journal, h.span_seq, h.started_at
    )
    select s.presence, s.activity, s.rating, s.system, s.payer, s.call, tagged.tags, array_agg(
        s.place * ${literal(AFTER_START)} + (s.started_at - ${period.from}::bigint) * ${literal(AFTER_LENGTH)} + s.ended_at - s.started_at
      ) as spans, bool_or(s.overlap_ms > 0) as overlaps
    from (
      select asked.place, s.* from asked cross join lateral (
        select s.journal, s.seq, s.started_at, s.ended_at, s.presence, s.activity, s.rating, s.system, s.payer, s.call, s.overlap_ms
        from spans s ${where([sql`s.user_id = asked.user_id`, startCondition(period, 's'), visiblePeople(scope, 's')])} offset 0
      ) s
    ) s
    left join tagged on tagged.journal = s.journal and tagged.span_seq = s.seq and tagged.started_at = s.started_at
    group by s.presence, s.activity, s.rating, s.system, s.payer, s.call, tagged.tags`
}

/** The ribbons of spans that all count, with equal neighbors as one segment, as `ribbonOf` makes them. */
function merged(rows: readonly SameLook[], from: number, userIds: readonly string[]): RibbonsAnswer {
  const looks = new Looks()
  const spans = userIds.map((): Segment[] => [])
  for (const { spans: packed, tags, ...row } of rows) {
    const kinds = sortedKinds.filter((_, bit) => ((tags ?? 0) & (1 << bit)) !== 0)
    const look = looks.placeOf(lookOf({ ...row, hiddenKinds: kinds }))
    for (const span of packed) {
      const { place, start, ms } = unpacked(span)
      spans[place]?.push([from + start, ms, look])
    }
  }
  const ribbons = userIds.map((userId, place) => ({ userId, segments: mergedSegments(spans[place] ?? [], looks) }))
  return { looks: looks.all, ribbons }
}

function mergedSegments(spans: Segment[], looks: Looks): Segment[] {
  const segments: Segment[] = []
  for (const span of spans.sort(([one], [other]) => one - other)) {
    const last = segments.at(-1)
    const both = last && last[0] + last[1] === span[0] ? looks.merge(last[2], span[2]) : null
    if (last && both !== null) segments[segments.length - 1] = [last[0], last[1] + span[1], both]
    else segments.push(span)
  }
  return segments
}

/** What segments show, each once. */
class Looks {
  readonly all: RibbonLook[] = []
  readonly #places = new Map<string, number>()
  readonly #merged = new Map<number, number | null>()

  placeOf(look: RibbonLook): number {
    const key = JSON.stringify(look)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.all.length)
    return this.all.push(look) - 1
  }

  /** The place of what two neighbors show together; null: they differ. */
  merge(one: number, other: number): number | null {
    if (one === other) return one
    const key = one * 0x10000 + other
    const known = this.#merged.get(key)
    if (known !== undefined) return known
    const both = this.#together(this.all[one], this.all[other])
    const place = both === null ? null : this.placeOf(both)
    this.#merged.set(key, place)
    return place
  }

  #together(one: RibbonLook | undefined, other: RibbonLook | undefined): RibbonLook | null {
    if (!one || !other || !looksAlike(one, other)) return null
    return { ...one, hiddenKinds: [...new Set([...one.hiddenKinds, ...other.hiddenKinds])].sort() }
  }
}

interface StoredSpan extends RibbonSpan {
  readonly journal: number
  readonly seq: number
}
const keyOf = ({ journal, seq }: Pick<StoredSpan, 'journal' | 'seq'>) => `${journal} ${seq}`

/** The ribbon of somebody who may work on several devices at once: their spans, reduced to what counts. */
async function ribbonCountedOnce(scope: Scope, period: Period, userId: string): Promise<PersonRibbon> {
  const [rows, counted] = await Promise.all([
    scope.query<StoredSpan>(
      sql`select s.journal, s.seq, s.started_at as "startedAt", s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system, s.payer, s.call,
         array(
           select distinct h.kind from hidden_tags h
           where h.journal = s.journal and h.span_seq = s.seq and h.started_at = s.started_at order by h.kind
         ) as "hiddenKinds"
       from spans s ${where([sql`s.user_id = ${userId}`, startCondition(period, 's'), visiblePeople(scope, 's')])}`,
    ),
    readCountedIn(scope, userId, period),
  ])
  const parts = new Map(counted.map((each) => [keyOf(each.span), each.parts]))
  const once = rows.flatMap((row) => parts.get(keyOf(row))?.map((part) => ({ ...row, ...part })) ?? [row])
  return { userId, segments: ribbonOf(once) }
}
