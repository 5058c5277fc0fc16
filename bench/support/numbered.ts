import { Sql, type SqlValue } from '../../src/server/database/sql.ts'

/** A statement whose text names its values `$1`, `$2` …, as often as it likes: for the long texts that make worlds. */
export function numbered(text: string, values: readonly SqlValue[]): Sql {
  const parts = text.split(/\$(\d+)/)
  const named = parts.filter((_, index) => index % 2 === 1).map((number) => values[Number(number) - 1] ?? null)
  return new Sql(
    parts.filter((_, index) => index % 2 === 0),
    named,
  )
}
