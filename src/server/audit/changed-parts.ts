import { sortedJson } from '../../host/signed-json.ts'

/** What differs between two documents. */
export interface ChangedParts {
  readonly before: unknown
  readonly after: unknown
}

type Fields = Readonly<Record<string, unknown>>

/**
 * The parts in which two documents differ, as they were and as they are. Of an object these are fields; of a list of objects with ids, the objects
 * with that id, and the order of the ids where it changed; of anything else the whole value. What is on one side alone is missing on the other.
 * @returns null where nothing differs
 */
export function changedParts(before: unknown, after: unknown): ChangedParts | null {
  if (isEqual(before, after)) return null
  if (isFields(before) && isFields(after)) return changedFields(before, after)
  const [had, has] = [byId(before), byId(after)]
  if (had === null || has === null) return { before, after }
  const parts = changedFields(had, has) ?? { before: {}, after: {} }
  const stayed = (ids: readonly string[], other: Fields) => ids.filter((id) => Object.hasOwn(other, id))
  const [orderBefore, orderAfter] = [stayed(idsOf(before), has), stayed(idsOf(after), had)]
  if (isEqual(orderBefore, orderAfter)) return parts
  return {
    before: { ...(parts.before as Fields), order: orderBefore },
    after: { ...(parts.after as Fields), order: orderAfter },
  }
}

function changedFields(before: Fields, after: Fields): ChangedParts | null {
  const [was, is]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}]
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const parts = changedParts(before[key], after[key])
    if (parts === null) continue
    if (Object.hasOwn(before, key)) was[key] = parts.before
    if (Object.hasOwn(after, key)) is[key] = parts.after
  }
  return Object.keys(was).length + Object.keys(is).length === 0 ? null : { before: was, after: is }
}

/** A list of objects by their ids; null: it is none, or ids repeat. */
function byId(value: unknown): Fields | null {
  const ids = idsOf(value)
  if (!Array.isArray(value) || ids.length !== value.length || new Set(ids).size !== ids.length) return null
  return Object.fromEntries(value.map((item: unknown, index) => [ids[index] ?? '', item]))
}

/** With a mark before it, an id is no name of a field, as `order` is. */
const idsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((item: unknown) => (isFields(item) && typeof item['id'] === 'string' ? [`#${item['id']}`] : []))
    : []

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEqual = (one: unknown, other: unknown): boolean => sortedJson(one) === sortedJson(other)
