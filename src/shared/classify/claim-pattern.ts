import { RE2JS } from 're2js'
import { claimReferenceAt, type FoundReference } from './claim-reference.ts'
import { readRefGroup, type Breadth, type RefGroupFault } from './ref-group.ts'

/** A pattern that finds claim references. */
export interface ClaimRefPattern {
  /** The first match that is a claim reference, normalized; null without one. */
  referenceIn(text: string): string | null
  /** The text of that match, with whatever the pattern takes before and after the reference; null without one. */
  matchIn(text: string): string | null
}

export interface CompiledClaimRef {
  readonly pattern: ClaimRefPattern
  /** Why agents ignore the pattern on titles and paths. */
  readonly fault: RefGroupFault | null
  /** It takes characters of any kind, in its group or beside it. */
  readonly anyCharacter: boolean
}

/** The pattern with the fault that makes agents ignore it, or the reason why it is refused. */
export function compileClaimRef(source: string): CompiledClaimRef | string {
  const compiled = compileRe2(source)
  if (typeof compiled === 'string') return compiled
  if (!('ref' in compiled.namedGroups())) return 'needs a named group: (?<ref>…)'
  const { fault, unbounded, anyCharacter } = readRefGroup(source, breadthOf)
  let longer: RE2JS | string | null = null
  const isCut = (text: string, { matchStart, end }: FoundReference) => {
    if (unbounded === null) return false
    longer ??= compileRe2(unbounded)
    if (typeof longer === 'string') return false
    const matcher = longer.matcher(text)
    return matcher.find(matchStart) && matcher.end('ref') > end
  }
  const find = (text: string) => {
    const matcher = compiled.matcher(text)
    while (matcher.find()) {
      const found = { matchStart: matcher.start(), start: matcher.start('ref'), end: matcher.end('ref') }
      // A group that took no part in the match is at -1.
      const reference = found.start < 0 ? null : claimReferenceAt(text, found)
      if (reference !== null && !isCut(text, found))
        return { reference, match: text.slice(matcher.start(), matcher.end()) }
    }
    return null
  }
  const pattern: ClaimRefPattern = {
    referenceIn: (text) => find(text)?.reference ?? null,
    matchIn: (text) => find(text)?.match ?? null,
  }
  return { pattern, fault, anyCharacter }
}

const PUNCTUATION = Array.from('!"#$%&\'()*+,./:;<=>?@[]^{|}~')
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')

/** What a class or an escape such as `\S` or `[^-]` takes. */
function breadthOf(oneCharacter: string): Breadth {
  const compiled = compileRe2(oneCharacter)
  if (typeof compiled === 'string') return { any: true, letters: true, blank: true }
  const takesMost = (characters: readonly string[]) =>
    characters.filter((character) => compiled.test(character)).length > characters.length / 2
  return { any: takesMost(PUNCTUATION), letters: takesMost(LETTERS), blank: compiled.test(' ') }
}

/** A pattern in RE2's syntax, which matches in linear time, or the reason why it is refused. */
export function compileRe2(source: string): RE2JS | string {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'unreadable'
    return `not a linear-time (RE2) pattern: ${reason}`
  }
}

/** Why agents ignore this `claimRef` of a rule; null if they use it, or if it is no valid pattern. */
export function claimRefFault(source: string | undefined): RefGroupFault | null {
  const compiled = source === undefined ? '' : compileClaimRef(source)
  return typeof compiled === 'string' ? null : compiled.fault
}
