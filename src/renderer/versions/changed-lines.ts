/** A value that a version changed. */
export interface ChangedLine {
  /** Where it is in the document, as `policy › idleAfterMs`. */
  readonly path: string
  /** Null: it was not there, or is there no more. */
  readonly before: string | null
  readonly after: string | null
}

type Values = ReadonlyMap<string, string>

/** The changed parts of a document, one line for each value. @param before, after as the endpoint answers them of a version */
export function changedLines(before: unknown, after: unknown): readonly ChangedLine[] {
  const [was, is] = [valuesOf(before), valuesOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])].map((path) => ({
    path,
    before: was.get(path) ?? null,
    after: is.get(path) ?? null,
  }))
}

function valuesOf(value: unknown, path: readonly string[] = []): Values {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return new Map(
      Object.entries(value).flatMap(([name, inside]) => [...valuesOf(inside, [...path, name.replace(/^#/, '')])]),
    )
  }
  return path.length === 0 ? new Map() : new Map([[path.join(' › '), textOf(value)]])
}

const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value) && value.every(isPlain)
      ? value.join(', ')
      : JSON.stringify(value)

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'
