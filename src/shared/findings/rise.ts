// Whether more denials came than usual, and of which payer or CARC. Pure: counts in, decision out.

/** Denials of one payer and CARC: in the recent weeks, and in the weeks before, which are `BEFORE` times as long. */
export interface Cell {
  readonly payer: string | null
  readonly carc: string | null
  readonly category: string | null
  readonly recent: number
  readonly before: number
  readonly recentCents: number
  readonly beforeCents: number
}

type Counts = Pick<Cell, 'recent' | 'before' | 'recentCents' | 'beforeCents'>

/** The weeks before are twice as long as the recent ones, so that the usual level rests on more than the level it is compared with. */
export const BEFORE = 2

/** Fewer recent denials than this are no finding, whatever came before. */
export const LEAST_RECENT = 20
/** It has to be half as many again: a significant rise of 10% is not worth anybody's morning. */
export const LEAST_RATIO = 1.5
/** Denied dollars of the rise, cents. */
export const LEAST_RISE_CENTS = 5_000_00
/** A rise as large as this by chance, at a level that did not change: less often than once in 200 looks at one group. */
export const MOST_CHANCE = 0.005
/** Of a payer and CARC together there are many more to look at, so that chance has to be rarer. */
export const MOST_CHANCE_OF_PAIR = 0.0001
/** A part of the rise from here on is what it comes from. */
export const MOST_OF_IT = 0.5
/** Causes that are reported at once, the largest first. */
const MOST_CAUSES = 3

/** Submitted claims in the recent weeks and in the weeks before, where the billing system counts them in both. */
export interface Submitted {
  readonly recent: number
  readonly before: number
}

/** What rose: of a payer, of a CARC, or of both, with the part of the whole rise that the other one explains. */
export interface Rise {
  readonly of: 'payer' | 'carc' | 'payer and carc'
  /** Null: no single payer (CARC) explains most of it. */
  readonly payer: string | null
  readonly carc: string | null
  readonly category: string | null
  readonly recent: number
  /** In weeks as many as the recent ones, on average. */
  readonly usual: number
  /** Part of the rise that payer and CARC together explain; null where only one of them is named, or where the rise is of both. */
  readonly share: number | null
  readonly riseCents: number
  readonly submitted: Submitted | null
}

/**
 * The chance of `recent` or more of all `recent + before` falling into the recent weeks, if nothing has changed; 1 where they are no more than expected.
 * @param exposure part of all that is expected in the recent weeks, between 0 and 1
 */
export function chanceOf(recent: number, before: number, exposure: number): number {
  const all = recent + before
  if (recent <= all * exposure) return 1
  // Two Poisson counts, given their sum, are a binomial one: the exact test, which needs no guess of the usual level.
  let logTerm = Math.log(exposure) * recent + Math.log1p(-exposure) * before
  for (let k = 1; k <= Math.min(recent, before); k += 1) logTerm += Math.log(all - k + 1) - Math.log(k)
  let term = Math.exp(logTerm)
  let sum = 0
  for (let k = recent; k <= all && term > 0; k += 1) {
    sum += term
    term *= ((all - k) / (k + 1)) * (exposure / (1 - exposure))
  }
  return Math.min(1, sum)
}

/** Whether denials rose: enough of them, by enough, in dollars too, and more than chance and the number of claims explain. */
export function hasRisen(
  { recent, before, recentCents, beforeCents }: Counts,
  submitted: Submitted | null,
  mostChance = MOST_CHANCE,
): boolean {
  // With as many claims in each week as in any other, the recent weeks have one part in three.
  const exposure = submitted === null ? 1 / (1 + BEFORE) : submitted.recent / (submitted.recent + submitted.before)
  if (recent < LEAST_RECENT || recentCents - beforeCents / BEFORE < LEAST_RISE_CENTS) return false
  if (recent * BEFORE < before * LEAST_RATIO) return false
  if (recent * (1 - exposure) < before * exposure * LEAST_RATIO) return false
  return chanceOf(recent, before, exposure) <= mostChance
}

/** Submitted claims of a payer; of all payers for null. Null: not known. */
type SubmittedOf = (payer: string | null) => Submitted | null

/** A rise with the cells that it tells. */
interface Told {
  readonly rise: Rise
  readonly cells: readonly Cell[]
}

/**
 * What has risen, each cause once and as exactly as it can be said: a payer, a CARC, or a CARC at one payer that the payer's other denials hide. The
 * largest rise is told first; then its denials are left out and the rest is judged again, so that a payer's rise is not told a second time as that
 * of a CARC.
 */
export function findRises(cells: readonly Cell[], submittedOf: SubmittedOf): readonly Rise[] {
  const found: Rise[] = []
  let left = cells
  while (found.length < MOST_CAUSES) {
    const told = largestOfGroup(left, submittedOf) ?? largestOfPair(left, submittedOf)
    if (told === null) return found
    found.push(told.rise)
    left = left.filter((cell) => !told.cells.some((one) => isOfSame(one, cell)))
  }
  return found
}

/** The payer or CARC that rose the most, with the part of it that most of the rise is. */
function largestOfGroup(cells: readonly Cell[], submittedOf: SubmittedOf): Told | null {
  const [largest] = [...groups(cells, 'payer'), ...groups(cells, 'carc')]
    .filter(({ of, key, sum }) => hasRisen(sum, submittedOf(of === 'payer' ? key : null)))
    .toSorted((one, other) => riseOf(other.sum) - riseOf(one.sum))
  if (!largest) return null
  const { of, key, sum, members } = largest
  const other = of === 'payer' ? 'carc' : 'payer'
  const part = members.toSorted((one, two) => riseOf(two) - riseOf(one))[0]
  const share = part ? riseOf(part) / riseOf(sum) : 0
  const exact = part && part[other] !== null && share >= MOST_OF_IT ? part : null
  const told = exact ? [exact] : members
  const categories = new Set(told.map(({ category }) => category))
  return {
    rise: {
      of,
      payer: of === 'payer' ? key : (exact?.payer ?? null),
      carc: of === 'carc' ? key : (exact?.carc ?? null),
      category: categories.size === 1 ? ([...categories][0] ?? null) : null,
      share: exact ? Math.min(1, share) : null,
      submitted: of === 'payer' ? submittedOf(key) : null,
      ...numbersOf(sum),
    },
    cells: told,
  }
}

/** The CARC at one payer that rose the most, where neither the payer nor the CARC has risen as a whole. */
function largestOfPair(cells: readonly Cell[], submittedOf: SubmittedOf): Told | null {
  const [largest] = groups(cells, 'payer')
    .flatMap(({ members }) => members)
    .filter((cell) => cell.carc !== null && hasRisen(cell, submittedOf(cell.payer), MOST_CHANCE_OF_PAIR))
    .toSorted((one, other) => riseOf(other) - riseOf(one))
  if (!largest) return null
  const { payer, carc, category } = largest
  const submitted = submittedOf(payer)
  return {
    rise: { of: 'payer and carc', payer, carc, category, share: null, submitted, ...numbersOf(largest) },
    cells: [largest],
  }
}

const numbersOf = ({ recent, before, recentCents, beforeCents }: Counts) => ({
  recent,
  usual: before / BEFORE,
  riseCents: recentCents - beforeCents / BEFORE,
})

const isOfSame = (one: Cell, other: Cell): boolean => one.payer === other.payer && one.carc === other.carc

const riseOf = ({ recent, before }: Pick<Cell, 'recent' | 'before'>): number => recent - before / BEFORE

interface Group {
  readonly of: 'payer' | 'carc'
  readonly key: string
  readonly sum: Counts
  /** One for each value of the other one. */
  readonly members: readonly Cell[]
}

function groups(cells: readonly Cell[], of: 'payer' | 'carc'): Group[] {
  const byKey = new Map<string, Cell[]>()
  for (const cell of cells) {
    const key = cell[of]
    if (key === null) continue
    const members = byKey.get(key) ?? []
    const same = members.findIndex((one) => isOfSame(one, cell))
    const known = members[same]
    // A CARC may be placed in two categories by payer and facility; as a cause it is one.
    if (known)
      members[same] = { ...added(known, cell), category: known.category === cell.category ? cell.category : null }
    else members.push(cell)
    byKey.set(key, members)
  }
  return [...byKey].map(([key, members]) => ({ of, key, members, sum: members.reduce(added) }))
}

const added = (one: Cell, other: Cell): Cell => ({
  ...one,
  recent: one.recent + other.recent,
  before: one.before + other.before,
  recentCents: one.recentCents + other.recentCents,
  beforeCents: one.beforeCents + other.beforeCents,
})
