import { plainArray, textArray } from './arrays.ts'
import { join, name, sql, tokenArray, tokenBytes } from './sql.ts'
import type { Sql, SqlValue } from './sql.ts'
import { columnName, sqlType, typeOf } from './table.ts'
import type { Column, RowOf, Table } from './table.ts'

/**
 * `insert into TABLE (…) select …` of many rows in one statement: a parameter for each column, not for each value. `on conflict` and `returning`
 * may follow it.
 * @param columns those of `rows`, in the order they are inserted
 * @param every columns that have the same value in every row
 */
export function bulkInsert<
  T extends Table,
  const Names extends readonly (keyof T['columns'] & string)[],
  Same extends keyof T['columns'] & string = never,
>(table: T, columns: Names, rows: readonly RowOf<T, Names[number]>[], every?: RowOf<T, Same>): Sql {
  const same = Object.entries<SqlValue>((every ?? {}) as Readonly<Record<string, SqlValue>>)
  const into = sql`insert into ${name(table.name)} (${join([...same.map(([column]) => column), ...columns].map((column) => name(columnName(column))))})`
  const sameValues = same.map(([column, value]) => scalar(declared(table, column), value))
  if (columns.some((column) => typeOf(declared(table, column)).includes('[]'))) {
    // An array of arrays must be a rectangle: such rows are written out.
    const lines = rows.map(
      (row) =>
        sql`(${join([...sameValues, ...columns.map((column) => scalar(declared(table, column), valueOf(row, column)))])})`,
    )
    return sql`${into} values ${join(lines)}`
  }
  return sql`${into} select ${join([...sameValues, sql`r.*`])} from ${bulkRows(table, columns, rows)} as r`
}

/** `unnest(…)` of rows in the types of a table's columns, for joins and upserts: follow it by `as alias (column, …)`. */
export function bulkRows<T extends Table, const Names extends readonly (keyof T['columns'] & string)[]>(
  table: T,
  columns: Names,
  rows: readonly RowOf<T, Names[number]>[],
): Sql {
  const arrays = columns.map((column) => {
    const type = declared(table, column)
    return sql`${arrayLiteral(
      type,
      rows.map((row) => valueOf(row, column)),
    )}::${name(sqlType(typeOf(type)))}[]`
  })
  return sql`unnest(${join(arrays)})`
}

function declared(table: Table, column: string): Column {
  const found = table.columns[column]
  if (found === undefined) throw new Error(`the table ${table.name} has no column ${column}`)
  return found
}

const valueOf = (row: object, column: string): SqlValue => (row as Readonly<Record<string, SqlValue>>)[column] ?? null

function arrayLiteral(column: Column, values: readonly SqlValue[]): string {
  const type = sqlType(typeOf(column))
  if (type === 'text') return textArray(values as readonly (string | null)[])
  if (type === 'bytea') return tokenArray(values as readonly (string | null)[])
  return plainArray(values as readonly (string | number | boolean | null)[])
}

/** One value with its type, since a select list tells PostgreSQL none. */
function scalar(column: Column, value: SqlValue): Sql {
  const type = sqlType(typeOf(column))
  if (value === null) return sql`null::${cast(type)}`
  if (type === 'bytea') return sql`${tokenBytes(value as string)}::bytea`
  if (type.endsWith('[]')) return sql`${arrayLiteral(elementOf(type), value as readonly SqlValue[])}::${cast(type)}`
  return sql`${value}::${cast(type)}`
}

const elementOf = (type: string): Column => (type === 'bytea[]' ? 'token' : (type.slice(0, -2) as Column))
const cast = (type: string): Sql => (type.endsWith('[]') ? sql`${name(type.slice(0, -2))}[]` : name(type))
