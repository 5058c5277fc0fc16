/** A value a statement is given: sent beside the text, never written into it. Numbers, texts, booleans, null, bytes, or arrays of them. */
export type SqlValue = string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null)[]

/**
 * A piece of SQL with its values. Pieces nest: a piece used inside another brings its values along, so that nobody numbers `$1…` by hand.
 * Only {@link sql} and its helpers make one: text that comes from outside the program cannot become SQL.
 */
export class Sql {
  /** Texts around the values: always one more than there are values. */
  readonly texts: readonly string[]
  readonly values: readonly SqlValue[]

  constructor(texts: readonly string[], values: readonly SqlValue[]) {
    this.texts = texts
    this.values = values
  }

  /** The statement with numbered places, as PostgreSQL takes it. */
  compile(): { readonly text: string; readonly values: readonly SqlValue[] } {
    const text = this.texts.reduce((before, part, index) => `${before}$${index}${part}`)
    return { text, values: this.values }
  }
}

/**
 * The template tag for all SQL. `${value}` becomes a parameter; `${fragment}` is put in as it is.
 * Where PostgreSQL cannot tell a parameter's type from its place, cast it: `${from}::bigint`.
 */
export function sql(strings: TemplateStringsArray, ...inputs: readonly (SqlValue | Sql)[]): Sql {
  const texts = [strings[0] ?? '']
  const values: SqlValue[] = []
  inputs.forEach((input, index) => {
    const after = strings[index + 1] ?? ''
    if (input instanceof Sql) {
      append(texts, input.texts[0] ?? '')
      values.push(...input.values)
      texts.push(...input.texts.slice(1))
      append(texts, after)
    } else {
      values.push(input)
      texts.push(after)
    }
  })
  return new Sql(texts, values)
}

function append(texts: string[], text: string): void {
  texts[texts.length - 1] += text
}

/** No SQL at all: what an absent condition or join is. */
export const nothing = new Sql([''], [])

/** Names of the program's own: tables, columns, aliases. @throws when it is no plain name, such as `denials` or `d.payer`. */
export function name(text: string): Sql {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(text)) throw new Error(`not a name of SQL: ${text}`)
  return new Sql([text], [])
}

/** A constant of the program as a literal, for texts that partial indexes and plans must see. Never for input. */
export function literal(value: string | number): Sql {
  return new Sql([typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`], [])
}

/** Fragments one after the other. */
export function join(fragments: readonly Sql[], separator = ', '): Sql {
  return fragments.reduce(
    (before, fragment, index) => (index === 0 ? fragment : sql`${before}${statement(separator)}${fragment}`),
    nothing,
  )
}

/** Fragments each after a comma: what follows other columns. */
export const alsoColumns = (fragments: readonly Sql[]): Sql =>
  fragments.reduce((before, fragment) => sql`${before}, ${fragment}`, nothing)

/** Conditions that all hold; null without any. */
export function allOrNone(conditions: readonly (Sql | null)[]): Sql | null {
  const given = conditions.filter((condition) => condition !== null)
  return given.length === 0 ? null : join(given, ' and ')
}

/** Conditions that all hold; without any, `true`. */
export const all = (conditions: readonly (Sql | null)[]): Sql => allOrNone(conditions) ?? new Sql(['true'], [])

/** Where clause of conditions that all hold; nothing without any. */
export function where(conditions: readonly (Sql | null)[]): Sql {
  const condition = allOrNone(conditions)
  return condition === null ? nothing : sql`where ${condition}`
}

/** A claim token (64 hex digits) as the database keeps it. PGlite takes no text for a parameter of type bytea. */
export function token(hex: string): Sql {
  return sql`decode(${hex}, 'hex')`
}

/** Several claim tokens as an array of the database. */
export function tokens(hexes: readonly string[]): Sql {
  return sql`${tokenArray(hexes)}::bytea[]`
}

/** A stored claim token as the 64 hex digits the program knows it by; null stays null. @param column SQL of a bytea. */
export function hexOf(column: Sql): Sql {
  return sql`encode(${column}, 'hex')`
}

/** PostgreSQL's array literal of bytes. */
export const tokenArray = (hexes: readonly (string | null)[]): string =>
  `{${hexes.map((hex) => (hex === null ? 'NULL' : `"\\\\x${hex}"`)).join(',')}}`

/** A statement of the program's own that has no values, such as those that make tables. Never for input. */
export const statement = (text: string): Sql => new Sql([text], [])
