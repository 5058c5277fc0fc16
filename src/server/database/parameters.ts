/** Collects the parameters of a statement that is put together from parts. */
export interface Parameters {
  readonly values: readonly unknown[]
  /** Adds a value and answers its place, `$n`. */
  add(value: unknown): string
}

export function statementParameters(): Parameters {
  const values: unknown[] = []
  return {
    values,
    add: (value) => {
      values.push(value)
      return `$${values.length}`
    },
  }
}
