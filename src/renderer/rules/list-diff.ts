import type { Entry } from './entries.ts'

/** A difference from the published list. Positions start at 1. */
export type ListChange<Item> =
  | { readonly kind: 'added'; readonly key: number; readonly item: Item; readonly position: number }
  | { readonly kind: 'removed'; readonly item: Item }
  | { readonly kind: 'changed'; readonly key: number; readonly item: Item; readonly fields: readonly FieldChange[] }
  | {
      readonly kind: 'moved'
      readonly key: number
      readonly item: Item
      readonly from: number
      readonly position: number
    }

export interface FieldChange {
  /** `when.title` */
  readonly field: string
  /** '' without the field. */
  readonly before: string
  readonly after: string
}

/** The changes of a list, in the order of the draft. */
export function listChanges<Item extends object>(
  base: readonly Item[],
  entries: readonly Entry<Item>[],
): readonly ListChange<Item>[] {
  const left = new Set(entries.map(({ key }) => key))
  const moved = movedKeys(entries.map(({ key }) => key).filter((key) => key < base.length))
  const changes: ListChange<Item>[] = []
  entries.forEach(({ key, item }, index) => {
    const before = base[key]
    if (!before) {
      changes.push({ kind: 'added', key, item, position: index + 1 })
      return
    }
    const fields = fieldChanges(before, item)
    if (fields.length > 0) changes.push({ kind: 'changed', key, item, fields })
    if (moved.has(key)) changes.push({ kind: 'moved', key, item, from: key + 1, position: index + 1 })
  })
  base.forEach((item, key) => {
    if (!left.has(key)) changes.push({ kind: 'removed', item })
  })
  return changes
}

/** The fields in which two versions of an item differ. */
export function fieldChanges(before: object, after: object): FieldChange[] {
  const old = flat(before)
  const fresh = flat(after)
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? '', after: fresh.get(field) ?? '' }))
    .filter((change) => change.before !== change.after)
}

/** `when.title` and the like. */
function flat(item: object): Map<string, string> {
  const parts = Object.entries(item).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, part]) => [`${name}.${inner}`, String(part)] as const)
      : [[name, String(value)] as const],
  )
  // Items are enabled and verified by default, so these two values are not a change.
  return new Map(
    parts.filter(([name, value]) => `${name} ${value}` !== 'enabled true' && `${name} ${value}` !== 'assumed false'),
  )
}

/** The smallest set of keys that explains the order: the keys outside the longest increasing run. */
function movedKeys(keys: readonly number[]): Set<number> {
  // Patience sorting: tails[n] is the index of the smallest end of an increasing run of length n + 1.
  const tails: number[] = []
  const previous: number[] = []
  keys.forEach((key, index) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((keys[tails[middle] ?? 0] ?? 0) < key) low = middle + 1
      else high = middle
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = index
  })
  const inOrder = new Set<number>()
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) inOrder.add(keys[index] ?? -1)
  return new Set(keys.filter((key) => !inOrder.has(key)))
}

/** A changed list on top of a version that someone else published in the meantime. */
export interface RebasedList<Item> {
  readonly entries: readonly Entry<Item>[]
  readonly nextKey: number
  /** Ids of items that both sides changed. The draft's version is kept and needs a review. */
  readonly conflicts: readonly string[]
}

/**
 * Applies the changes of a list to its latest version, matching items by id.
 * @param nextKey greater than every key of `latest`
 */
export function rebaseList<Item extends { readonly id: string }>(
  base: readonly Item[],
  own: readonly Entry<Item>[],
  latest: readonly Entry<Item>[],
  nextKey: number,
): RebasedList<Item> {
  const conflicts: string[] = []
  let entries: Entry<Item>[] = [...latest]
  let freeKey = nextKey
  const indexOf = (id: string) => entries.findIndex(({ item }) => item.id === id)
  // Placed after its predecessor in the draft, so that an item stays ahead of the items that it must win against.
  const insert = (entry: Entry<Item>, key: number) => {
    const before = own
      .slice(
        0,
        own.findIndex((candidate) => candidate.key === key),
      )
      .toReversed()
    const anchor = before.find(({ item }) => indexOf(item.id) >= 0)
    entries.splice(anchor ? indexOf(anchor.item.id) + 1 : 0, 0, entry)
  }
  const theirsChanged = (before: Item) => {
    const theirs = latest.find(({ item }) => item.id === before.id)
    return !theirs || fieldChanges(before, theirs.item).length > 0
  }

  for (const change of listChanges(base, own)) {
    const { item } = change
    switch (change.kind) {
      case 'removed':
        if (theirsChanged(item)) conflicts.push(item.id)
        entries = entries.filter((entry) => entry.item.id !== item.id)
        break
      case 'changed': {
        const before = base[change.key]
        const at = before ? indexOf(before.id) : -1
        const entry = entries[at]
        if (before && theirsChanged(before)) conflicts.push(item.id)
        if (entry) entries[at] = { key: entry.key, item }
        else insert({ key: freeKey++, item }, change.key)
        break
      }
      case 'moved': {
        const entry = entries[indexOf(item.id)]
        if (!entry) break
        entries = entries.filter((candidate) => candidate !== entry)
        insert(entry, change.key)
        break
      }
      case 'added':
        if (indexOf(item.id) >= 0) conflicts.push(item.id)
        insert({ key: freeKey++, item }, change.key)
        break
    }
  }
  return { entries, nextKey: freeKey, conflicts }
}
