/** Why the `ref` group of a claim reference pattern is not used. */
export type RefGroupFault = 'unbounded' | 'wildcard' | 'fixed_place'

/** What is known of a part of a pattern. */
interface Part {
  /** Most characters it can match. */
  readonly longest: number
  /** It has a wildcard for any character, or a class that comes close to one. */
  readonly wildcard: boolean
  /** It cannot match without a certain letter or digit. */
  readonly word: boolean
  /** It is tied to the beginning of the text. */
  readonly anchored: boolean
  readonly ref: RefGroup | null
}

interface RefGroup {
  readonly before: Part
  readonly inside: Part
  /** A repetition around the group. */
  readonly repeated: boolean
}

const NOTHING: Part = { longest: 0, wildcard: false, word: false, anchored: false, ref: null }

export interface RefGroupReading {
  readonly fault: RefGroupFault | null
  /**
   * The pattern without upper bounds in its `ref` group; null if there are none. Where it finds more, the pattern cuts a longer
   * reference.
   */
  readonly unbounded: string | null
}

/**
 * Reads the `ref` group of a pattern that RE2 accepts. By docs/contract.md the group is bounded, has no wildcard for any character and
 * does not begin at a fixed place of the title: rules must not be able to read titles.
 * @param isWildcard whether a class or escape such as `\S` or `[^-]` matches nearly any character
 */
export function readRefGroup(source: string, isWildcard: (oneCharacter: string) => boolean): RefGroupReading {
  const reader = new PatternReader(source, isWildcard)
  const { ref } = reader.alternatives()
  return { fault: ref && faultOf(ref), unbounded: reader.withoutUpperBounds() }
}

function faultOf({ before, inside, repeated }: RefGroup): RefGroupFault | null {
  if (inside.wildcard) return 'wildcard'
  if (repeated || inside.longest === Number.POSITIVE_INFINITY) return 'unbounded'
  const counted = before.longest > 0 && before.longest !== Number.POSITIVE_INFINITY
  if (before.anchored && (before.longest !== Number.POSITIVE_INFINITY || !before.word)) return 'fixed_place'
  // Without an anchor the first match begins at the beginning all the same.
  return counted && before.wildcard && !before.word ? 'fixed_place' : null
}

/** Reads RE2 syntax, as far as it matters for `Part`. The pattern is known to be valid. */
class PatternReader {
  readonly #source: string
  readonly #isWildcard: (oneCharacter: string) => boolean
  /** Upper bounds of repetitions in the `ref` group, as places of the source. */
  readonly #bounds: { readonly from: number; readonly to: number }[] = []
  #at = 0
  #insideRef = false

  constructor(source: string, isWildcard: (oneCharacter: string) => boolean) {
    this.#source = source
    this.#isWildcard = isWildcard
  }

  withoutUpperBounds(): string | null {
    if (this.#bounds.length === 0) return null
    let text = ''
    let at = 0
    for (const { from, to } of this.#bounds) {
      text += this.#source.slice(at, from)
      at = to
    }
    return text + this.#source.slice(at)
  }

  alternatives(): Part {
    let whole = this.#sequence()
    while (this.#takes('|')) whole = either(whole, this.#sequence())
    return whole
  }

  #sequence(): Part {
    let whole = NOTHING
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')')) {
      whole = then(whole, this.#repeated(this.#atom()))
    }
    return whole
  }

  #repeated(atom: Part): Part {
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(this.#rest())
    if (!found) return atom
    const [text, least, range, most] = found
    if (this.#insideRef && most) {
      const to = this.#at + text.indexOf('}')
      this.#bounds.push({ from: to - most.length, to })
    }
    this.#at += text.length
    const from = least === undefined ? (text.startsWith('+') ? 1 : 0) : Number(least)
    const to =
      least === undefined
        ? text.startsWith('?')
          ? 1
          : Number.POSITIVE_INFINITY
        : range === undefined
          ? from
          : most
            ? Number(most)
            : Number.POSITIVE_INFINITY
    return this.#repeated({
      ...atom,
      longest: atom.longest === 0 ? 0 : atom.longest * to,
      word: atom.word && from > 0,
      ref: atom.ref && { ...atom.ref, repeated: atom.ref.repeated || to > 1 },
    })
  }

  #atom(): Part {
    if (this.#takes('(')) return this.#group()
    if (this.#takes('^')) return { ...NOTHING, anchored: true }
    if (this.#takes('$')) return NOTHING
    if (this.#takes('.')) return { ...NOTHING, longest: 1, wildcard: true }
    if (this.#sees('[')) return this.#oneOf(this.#classText())
    if (this.#sees('\\')) return this.#escape()
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0)
    this.#at += character.length
    return literal(character)
  }

  #group(): Part {
    const named = /^\?P?<(\w+)>/.exec(this.#rest())
    const flags = named ? null : /^\?[imsU-]*(:|\))/.exec(this.#rest())
    this.#at += (named ?? flags)?.[0].length ?? 0
    if (flags?.[1] === ')') return NOTHING
    const isRef = named?.[1] === 'ref'
    if (isRef) this.#insideRef = true
    const inside = this.alternatives()
    if (isRef) this.#insideRef = false
    this.#takes(')')
    return isRef ? { ...inside, ref: { before: NOTHING, inside, repeated: false } } : inside
  }

  #escape(): Part {
    const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(this.#rest())
    if (quoted) {
      this.#at += quoted[0].length
      return Array.from(quoted[1] ?? '')
        .map(literal)
        .reduce(then, NOTHING)
    }
    const [text = ''] =
      /^\\(?:x\{[0-9a-f]+\}|x[0-9a-f]{2}|[pP](?:\{[^}]*\}|.)|[0-7]{1,3}|[\s\S])/iu.exec(this.#rest()) ?? []
    this.#at += text.length
    if (text === '\\A') return { ...NOTHING, anchored: true }
    if (/^\\[bBzZ]$/.test(text)) return NOTHING
    if (text === '\\C') return { ...NOTHING, longest: 1, wildcard: true }
    if (/^\\[dDsSwWpP]/.test(text)) return this.#oneOf(text)
    return { ...NOTHING, longest: 1 }
  }

  #oneOf(text: string): Part {
    return { ...NOTHING, longest: 1, wildcard: this.#isWildcard(text) }
  }

  /** A class in brackets; the first `]` in it and those of `[:alpha:]` do not end it. */
  #classText(): string {
    const [text = '['] = /^\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/.exec(this.#rest()) ?? []
    this.#at += text.length
    return text
  }

  #rest(): string {
    return this.#source.slice(this.#at)
  }

  #sees(character: string): boolean {
    return this.#source[this.#at] === character
  }

  #takes(character: string): boolean {
    if (!this.#sees(character)) return false
    this.#at += 1
    return true
  }
}

function literal(character: string): Part {
  return { ...NOTHING, longest: 1, word: /[\p{L}\p{N}]/u.test(character) }
}

function then(one: Part, next: Part): Part {
  return {
    longest: one.longest + next.longest,
    wildcard: one.wildcard || next.wildcard,
    word: one.word || next.word,
    anchored: one.anchored || next.anchored,
    ref: one.ref ?? (next.ref && { ...next.ref, before: then({ ...one, ref: null }, next.ref.before) }),
  }
}

function either(one: Part, other: Part): Part {
  return {
    longest: Math.max(one.longest, other.longest),
    wildcard: one.wildcard || other.wildcard,
    word: one.word && other.word,
    anchored: one.anchored || other.anchored,
    ref: one.ref ?? other.ref,
  }
}
