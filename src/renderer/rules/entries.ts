/** An item of a list. Its key stays when its id or position changes. Keys below the length of the published list are positions in it. */
export interface Entry<Item> {
  readonly key: number
  readonly item: Item
}

export function entriesOf<Item>(items: readonly Item[]): readonly Entry<Item>[] {
  return items.map((item, key) => ({ key, item }))
}

export function withChanged<Item>(
  entries: readonly Entry<Item>[],
  key: number,
  change: (item: Item) => Item,
): readonly Entry<Item>[] {
  return entries.map((entry) => (entry.key === key ? { key, item: change(entry.item) } : entry))
}

export function without<Item>(entries: readonly Entry<Item>[], key: number): readonly Entry<Item>[] {
  return entries.filter((entry) => entry.key !== key)
}

/** Moves an item to a position from 0, limited to the list. */
export function withMoved<Item>(entries: readonly Entry<Item>[], key: number, to: number): readonly Entry<Item>[] {
  const entry = entries.find((candidate) => candidate.key === key)
  if (!entry) return entries
  const others = entries.filter((candidate) => candidate !== entry)
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, entry)
}

/** `rule-13`: the first unused id, counted from the length of the list. */
export function freeId(entries: readonly Entry<{ readonly id: string }>[], kind: string): string {
  const ids = new Set(entries.map(({ item }) => item.id))
  let number = entries.length + 1
  while (ids.has(`${kind}-${number}`)) number += 1
  return `${kind}-${number}`
}
