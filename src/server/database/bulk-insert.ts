import { plainArray, textArray } from './arrays.ts'
import { join, name, sql, token, tokenArray, type Sql, type SqlValue } from './sql.ts'
import { columnName, sqlType, typeOf, type RowOf, type Table } from './table.ts'

type Names<T extends Table> = readonly (keyof T['columns'] & string)[]

/**
 * `insert into TABLE (…) select …` of many rows in one statement: a parameter for each column, not for each value. `on conflict` and `returning`
 * may follow it.
 * @param columns those of `rows`, in the order they are inserted
 * @param every columns that have the same value in every row
 */
export function bulkInsert<T extends Table, const N extends Names<T>, Same extends keyof T['columns'] & string = never>(
  table: T,
  columns: N,
  rows: readonly RowOf<T, N[number]>[],
  every?: RowOf<T, Same>,
): Sql {
  const same = Object.entries<SqlValue>((every ?? {}) as Readonly<Record<string, SqlValue>>)
  const into = [...same.map(([column]) => column), ...columns].map((column) => name(columnName(column)))
  const values = [
    ...same.map(([column, value]) => scalar(typeIn(table, column), value)),
    ...columns.map((column) => bulkValue(table, column)),
  ]
  return sql`insert into ${name(table.name)} (${join(into)}) select ${join(values)} from ${bulkRows(table, columns, rows)}`
}

/** `update TABLE t set … from …` of many rows by their key. `and …` and `returning` may follow it. @param also further assignments */
export function bulkUpdate<T extends Table, const Key extends Names<T>, const N extends Names<T>>(
  table: T,
  key: Key,
  columns: N,
  rows: readonly RowOf<T, Key[number] | N[number]>[],
  also: readonly Sql[] = [],
): Sql {
  const sets = [...columns.map((column) => sql`${name(columnName(column))} = ${bulkValue(table, column)}`), ...also]
  return sql`update ${name(table.name)} t set ${join(sets)} from ${bulkRows<T, readonly (Key[number] | N[number])[]>(table, [...key, ...columns], rows)}
    where ${bulkMatch('t', key)}`
}

/** `unnest(…) as r (…)` of rows in the types of a table's columns, for joins. Arrays come as text: see {@link bulkValue}. */
export function bulkRows<T extends Table, const N extends Names<T>>(
  table: T,
  columns: N,
  rows: readonly RowOf<T, N[number]>[],
): Sql {
  const arrays = columns.map((column) => {
    const type = typeIn(table, column)
    const element = type.endsWith('[]') ? 'text' : type
    const values = rows.map((row) => elementOf(type, (row as Readonly<Record<string, SqlValue>>)[column] ?? null))
    return sql`${arrayLiteral(element, values)}::${name(element)}[]`
  })
  return sql`unnest(${join(arrays)}) as r (${join(columns.map((column) => name(columnName(column))))})`
}

/** Condition that a row of the table with an alias is the row `r` of {@link bulkRows}. */
export function bulkMatch(alias: string, key: readonly string[]): Sql {
  const equal = key.map((column) => sql`${name(`${alias}.${columnName(column)}`)} = ${name(`r.${columnName(column)}`)}`)
  return join(equal, ' and ')
}

/** A column of `r` of {@link bulkRows}. An array of arrays must be a rectangle, so that an array comes as text and is cast here. */
function bulkValue(table: Table, column: string): Sql {
  const type = typeIn(table, column)
  const value = name(`r.${columnName(column)}`)
  return type.endsWith('[]') ? sql`${value}::${cast(type)}` : value
}

function typeIn(table: Table, column: string): string {
  const declared = table.columns[column]
  if (declared === undefined) throw new Error(`the table ${table.name} has no column ${column}`)
  return sqlType(typeOf(declared))
}

const elementOf = (type: string, value: SqlValue): SqlValue =>
  value !== null && type.endsWith('[]') ? arrayLiteral(type.slice(0, -2), value as readonly SqlValue[]) : value

function arrayLiteral(type: string, values: readonly SqlValue[]): string {
  if (type === 'text') return textArray(values as readonly (string | null)[])
  if (type === 'bytea') return tokenArray(values.map(hexDigits))
  return plainArray(values as readonly (string | number | boolean | null)[])
}

const hexDigits = (value: SqlValue): string | null =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : (value as string | null)

/** One value with its type, since a select list tells PostgreSQL none. */
function scalar(type: string, value: SqlValue): Sql {
  if (value === null) return sql`null::${cast(type)}`
  if (type === 'bytea') return token(value as string)
  return sql`${elementOf(type, value)}::${cast(type)}`
}

const cast = (type: string): Sql => (type.endsWith('[]') ? sql`${name(type.slice(0, -2))}[]` : name(type))
