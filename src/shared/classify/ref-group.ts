/** Why the `ref` group of a claim reference pattern is not used. */
export type RefGroupFault = 'unbounded' | 'wildcard' | 'fixed_place'

/** What a class or an escape such as `\S` or `[^-]` takes. */
export interface Breadth {
  /** Most of what a title may hold. */
  readonly any: boolean
  /** Most letters. */
  readonly letters: boolean
  readonly blank: boolean
}

/** What is known of a part of a pattern. */
interface Part {
  /** Most characters it can match, over all alternatives. */
  readonly longest: number
  /** Fewest characters it can match. */
  readonly shortest: number
  /** One of its alternatives has no open repetition. */
  readonly finite: boolean
  /** It has a wildcard for any character, or a class that comes close to one. */
  readonly wildcard: boolean
  /** It has a class that says what it does not take. */
  readonly negated: boolean
  /** It has a class of most letters. */
  readonly letters: boolean
  /** It has a class of most letters and the blank, or more. */
  readonly free: boolean
  /** Among how many alternatives it chooses. A choice among letters is a class in other words. */
  readonly choices: number
  /** How many certain letters or digits it cannot match without. */
  readonly word: number
  /** It is tied to the beginning of the text. */
  readonly anchored: boolean
  /** One of its alternatives is tied to the beginning and has no open repetition. */
  readonly counted: boolean
  readonly ref: RefGroup | null
}

interface RefGroup {
  readonly before: Part
  readonly inside: Part
  /** A repetition around the group. */
  readonly repeated: boolean
}

const NOTHING: Part = {
  longest: 0,
  shortest: 0,
  finite: true,
  wildcard: false,
  negated: false,
  letters: false,
  free: false,
  choices: 1,
  word: 0,
  anchored: false,
  counted: false,
  ref: null,
}
const BEGINNING: Part = { ...NOTHING, anchored: true, counted: true }
const CHARACTER: Part = { ...NOTHING, longest: 1, shortest: 1 }

const ANYTHING: Part = { ...CHARACTER, wildcard: true, letters: true, free: true }

/** Fewer letters are no word: a choice among all of them stands for any letter. */
const WORD_LETTERS = 3
/** More alternatives without a word come close to a class of most letters. */
const MOST_CHOICES = 12

export interface RefGroupReading {
  readonly fault: RefGroupFault | null
  /** A wildcard for any character stands in the group or beside it. */
  readonly anyCharacter: boolean
  /**
   * The pattern without upper bounds in its `ref` group; null if there are none. Where it finds more, the pattern cuts a longer
   * reference.
   */
  readonly unbounded: string | null
}

/**
 * Reads the `ref` group of a pattern that RE2 accepts. By docs/contract.md the group is bounded, has no wildcard for any character and
 * does not begin at a fixed place of the title: rules must not be able to read titles.
 *
 * Read by hand, because RE2JS exports no parser, parsers of ECMAScript's patterns read another syntax, and no parser says where the
 * bounds stand that {@link RefGroupReading.unbounded} leaves out. What is not understood counts as the worst it may be.
 */
export function readRefGroup(source: string, breadthOf: (oneCharacter: string) => Breadth): RefGroupReading {
  const reader = new PatternReader(source, breadthOf)
  const { ref, wildcard, negated } = reader.alternatives()
  return { fault: ref && faultOf(ref), anyCharacter: wildcard || negated, unbounded: reader.withoutUpperBounds() }
}

function faultOf({ before, inside, repeated }: RefGroup): RefGroupFault | null {
  if (inside.wildcard || inside.negated) return 'wildcard'
  if (repeated || inside.longest === Number.POSITIVE_INFINITY) return 'unbounded'
  return beginsAtFixedPlace(before) ? 'fixed_place' : null
}

/** Without an anchor the first match begins at the beginning all the same, so what counts characters of any kind is refused, too. */
function beginsAtFixedPlace(before: Part): boolean {
  if (before.counted) return true
  if (before.word >= WORD_LETTERS) return false
  const broad = before.free || before.letters || before.choices > MOST_CHOICES
  return before.anchored || (broad && before.finite && before.longest > 0) || (before.free && before.shortest > 0)
}

/** Reads RE2 syntax, as far as it matters for `Part`. The pattern is known to be valid. */
class PatternReader {
  readonly #source: string
  readonly #breadthOf: (oneCharacter: string) => Breadth
  /** Upper bounds of repetitions in the `ref` group, as places of the source. */
  readonly #bounds: { readonly from: number; readonly to: number }[] = []
  #at = 0
  #insideRef = false

  constructor(source: string, breadthOf: (oneCharacter: string) => Breadth) {
    this.#source = source
    this.#breadthOf = breadthOf
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
      shortest: atom.shortest * from,
      finite: atom.longest === 0 || (atom.finite && to !== Number.POSITIVE_INFINITY),
      choices: atom.choices === 1 ? 1 : atom.choices ** Math.min(to, MOST_CHOICES),
      word: from > 0 ? atom.word : 0,
      ref: atom.ref && { ...atom.ref, repeated: atom.ref.repeated || to > 1 },
    })
  }

  #atom(): Part {
    if (this.#takes('(')) return this.#group()
    if (this.#takes('^')) return BEGINNING
    if (this.#takes('$')) return NOTHING
    if (this.#takes('.')) return ANYTHING
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
    if (text === '\\A') return BEGINNING
    if (/^\\[bBzZ]$/.test(text)) return NOTHING
    if (text === '\\C') return ANYTHING
    if (/^\\[dDsSwWpP]/.test(text)) return this.#oneOf(text)
    return CHARACTER
  }

  #oneOf(text: string): Part {
    const { any, letters, blank } = this.#breadthOf(text)
    return { ...CHARACTER, wildcard: any, letters, free: any || (letters && blank), negated: isNegated(text) }
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

/** `[^…]`, `\D`, `\P{L}`, `\p{^L}` or `[[:^alpha:]]`, also among others in a class. */
function isNegated(text: string): boolean {
  return /^\[\^|\\[DSWP]|\\p\{\^|\[:\^/.test(text)
}

function literal(character: string): Part {
  return { ...CHARACTER, word: /[\p{L}\p{N}]/u.test(character) ? 1 : 0 }
}

function then(one: Part, next: Part): Part {
  return {
    longest: one.longest + next.longest,
    shortest: one.shortest + next.shortest,
    finite: one.finite && next.finite,
    wildcard: one.wildcard || next.wildcard,
    negated: one.negated || next.negated,
    letters: one.letters || next.letters,
    free: one.free || next.free,
    choices: one.choices * next.choices,
    word: one.word + next.word,
    anchored: one.anchored || next.anchored,
    counted: (one.counted && next.finite) || (one.finite && next.counted),
    ref: one.ref ?? (next.ref && { ...next.ref, before: then({ ...one, ref: null }, next.ref.before) }),
  }
}

function either(one: Part, other: Part): Part {
  const fewest = Math.min(one.word, other.word)
  return {
    longest: Math.max(one.longest, other.longest),
    shortest: Math.min(one.shortest, other.shortest),
    finite: one.finite || other.finite,
    wildcard: one.wildcard || other.wildcard,
    negated: one.negated || other.negated,
    letters: one.letters || other.letters,
    free: one.free || other.free,
    choices: one.choices + other.choices,
    word: fewest < WORD_LETTERS ? 0 : fewest,
    anchored: one.anchored || other.anchored,
    counted: one.counted || other.counted,
    ref: one.ref ?? other.ref,
  }
}
