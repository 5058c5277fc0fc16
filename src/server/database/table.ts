/** What a column holds. `token`: a claim token, hex digits in the program, bytes in the database. A `?` allows null. */
type BaseType =
  | 'text'
  | 'int'
  | 'bigint'
  | 'boolean'
  | 'uuid'
  | 'token'
  | 'bytes'
  | 'text[]'
  | 'int[]'
  | 'bigint[]'
  | 'token[]'
export type ColumnType = BaseType | `${BaseType}?`

/** A column: its type, or its type with a default or a generation expression in SQL. */
export type Column = ColumnType | { readonly type: ColumnType; readonly sql: string }

export interface Table<Columns extends Readonly<Record<string, Column>> = Readonly<Record<string, Column>>> {
  readonly name: string
  /** By the program's names; the database's are the same in snake case. */
  readonly columns: Columns
  readonly primaryKey: readonly string[]
  /** Columns that the index of the primary key holds beside it, so that reading them needs the index alone. */
  readonly include: readonly string[]
  /** Facts with a partition for each UTC month that they begin in. */
  readonly byMonth: boolean
  /** What follows `create [unique] index NAME on TABLE`, by the index's name. */
  readonly indexes: Readonly<Record<string, string>>
}

type ValueOf<Type extends string> = Type extends `${infer Base}?`
  ? ValueOf<Base> | null
  : Type extends 'text' | 'uuid' | 'token'
    ? string
    : Type extends 'int' | 'bigint'
      ? number
      : Type extends 'boolean'
        ? boolean
        : Type extends 'bytes'
          ? Uint8Array
          : Type extends 'text[]' | 'token[]'
            ? readonly string[]
            : readonly number[]
type TypeOf<Of extends Column> = Of extends { readonly type: infer Type extends ColumnType } ? Type : Of & ColumnType

/** A row as it is inserted. */
export type RowOf<T extends Table, Names extends keyof T['columns']> = {
  readonly [Name in Names]: ValueOf<TypeOf<T['columns'][Name]>>
}

/** Declares a table's columns once, for the migration and for inserts. */
export function table<const Columns extends Readonly<Record<string, Column>>>(
  name: string,
  columns: Columns,
  rest: {
    readonly primaryKey: readonly (keyof Columns & string)[]
    readonly include?: readonly (keyof Columns & string)[]
    readonly byMonth?: boolean
    readonly indexes?: Readonly<Record<string, string>>
  },
): Table<Columns> {
  return { name, columns, include: [], byMonth: false, indexes: {}, ...rest }
}

/** Several columns of one type. */
export const ofType = <const Type extends Column, const Name extends string>(type: Type, ...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, type])) as Readonly<Record<Name, Type>>

/** The names of a table's columns in their order, apart from some. */
export const columnNames = <T extends Table, const Without extends keyof T['columns'] = never>(
  { columns }: T,
  ...without: Without[]
) =>
  Object.keys(columns).filter((name) => !without.includes(name as Without)) as Exclude<
    keyof T['columns'] & string,
    Without
  >[]

export const typeOf = (column: Column): ColumnType => (typeof column === 'string' ? column : column.type)

/** `startedAt` as the database calls it: `started_at`. Digits stay with the word before them. */
export const columnName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** PostgreSQL's name of a type, without the null. */
export function sqlType(type: ColumnType): string {
  return type.replace('?', '').replace(/token|bytes/, 'bytea')
}

/** Bytes that PostgreSQL aligns a value to, by its type. Types of variable length count as unaligned: short values are. */
const ALIGNMENTS: Partial<Readonly<Record<string, number>>> = { bigint: 8, int: 4 }
const alignmentOf = (declared: Column): number => ALIGNMENTS[sqlType(typeOf(declared))] ?? 1

/**
 * The statements that make a table and its indexes. A table by month has no partition yet. On disk, the columns that are aligned most come first:
 * a number after a text would be moved to the next multiple of its size, which is 4 bytes lost on average, in every row.
 */
export function createTable({ name, columns, primaryKey, include, byMonth, indexes }: Table): string[] {
  const lines = Object.entries(columns)
    .toSorted(([, a], [, b]) => alignmentOf(b) - alignmentOf(a))
    .map(([column, declared]) => {
      const type = typeOf(declared)
      const more = typeof declared === 'string' ? '' : ` ${declared.sql}`
      return `${columnName(column)} ${sqlType(type)}${type.endsWith('?') ? '' : ' not null'}${more}`
    })
  const list = (names: readonly string[]) => `(${names.map(columnName).join(', ')})`
  const key = `primary key ${list(primaryKey)}${include.length === 0 ? '' : ` include ${list(include)}`}`
  return [
    `create table ${name} (${[...lines, key].join(', ')})${byMonth ? ' partition by range (started_at)' : ''}`,
    ...Object.entries(indexes).map(([index, definition]) => {
      const unique = definition.startsWith('unique ')
      return `create ${unique ? 'unique ' : ''}index ${index} on ${name} ${definition.replace('unique ', '')}`
    }),
  ]
}
