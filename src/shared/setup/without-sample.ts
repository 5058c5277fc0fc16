/** A JSON value of a settings document. */
type Json = unknown

interface Version {
  readonly body: Json
  /** The sample world wrote it. */
  readonly sample: boolean
}

/**
 * A settings document without what the sample world put into it: every change that people made is made again on the document as it would be
 * without the sample's. Of a list of objects with ids, and of a list of texts, each entry is on its own.
 * @param versions from the first to the one in force @param start the document before the first, its defaults
 */
export function withoutSample(versions: readonly Version[], start: Json): Json {
  let before = start
  let real = start
  for (const { body, sample } of versions) {
    if (!sample) real = applied(before, body, real)
    before = body
  }
  return real
}

/** Makes the change from `before` to `after` on `target`. */
function applied(before: Json, after: Json, target: Json): Json {
  if (isEqual(before, after)) return target
  if (isFields(before) && isFields(after) && isFields(target)) return appliedToFields(before, after, target)
  if (Array.isArray(before) && Array.isArray(after) && Array.isArray(target))
    return appliedToList(before, after, target)
  return after
}

function appliedToFields(before: Fields, after: Fields, target: Fields): Fields {
  const names = new Set([...Object.keys(after), ...Object.keys(target)])
  const kept = [...names].flatMap((name) => {
    const isTaken = name in before && !(name in after)
    if (isTaken) return []
    if (!(name in after)) return [[name, target[name]]]
    if (isEqual(before[name], after[name])) return name in target ? [[name, target[name]]] : []
    return [[name, name in target ? applied(before[name], after[name], target[name]) : after[name]]]
  })
  return Object.fromEntries(kept) as Fields
}

function appliedToList(before: readonly Json[], after: readonly Json[], target: readonly Json[]): readonly Json[] {
  const [had, has, real] = [byKey(before), byKey(after), byKey(target)]
  const changed = after.flatMap((entry) => {
    const key = keyOf(entry)
    const there = real.get(key)
    // What is unchanged stays as it would be without the sample: there or not.
    if (had.has(key) && isEqual(had.get(key), entry)) return real.has(key) ? [there] : []
    return [real.has(key) && had.has(key) ? applied(had.get(key), entry, there) : entry]
  })
  const others = target.filter((entry) => !has.has(keyOf(entry)) && !had.has(keyOf(entry)))
  return [...changed, ...others]
}

type Fields = Readonly<Record<string, Json>>

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const byKey = (list: readonly Json[]): ReadonlyMap<string, Json> => new Map(list.map((entry) => [keyOf(entry), entry]))

/** By what an entry of a list is known again: its id, else itself. */
const keyOf = (entry: Json): string =>
  isFields(entry) && typeof entry['id'] === 'string' ? `id ${entry['id']}` : textOf(entry)

const isEqual = (one: Json, other: Json): boolean => textOf(one) === textOf(other)

/** The same for fields in another order. */
const textOf = (value: Json): string =>
  JSON.stringify(value, (_, part: Json) =>
    isFields(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? 'undefined'
