import type { RuleUpdate } from '../../shared/contract/rule-updates.ts'
import type { Draft } from './draft.ts'
import { fieldChanges } from './list-diff.ts'

/** The updates that a draft has not taken, of rules that it has not changed. */
export function openUpdates({ rules }: Draft, updates: readonly RuleUpdate[]): readonly RuleUpdate[] {
  const byId = new Map(rules.map(({ item }) => [item.id, item]))
  return updates.filter(({ before, after }) => {
    if (before === null) return after !== null && !byId.has(after.id)
    const own = byId.get(before.id)
    return own !== undefined && fieldChanges(before, own).length === 0
  })
}

/** A draft with updates taken. A new rule comes behind the one that it follows, as rules are checked in order. */
export function withUpdates(draft: Draft, updates: readonly RuleUpdate[]): Draft {
  let { rules, nextKey } = draft
  for (const { kind, before, after, follows } of updates) {
    if (kind === 'kept') continue
    if (before === null) {
      if (after === null) continue
      const at = rules.findIndex(({ item }) => item.id === follows) + 1
      rules = rules.toSpliced(at, 0, { key: nextKey++, item: after })
    } else if (after === null) {
      rules = rules.filter(({ item }) => item.id !== before.id)
    } else {
      rules = rules.map((entry) => (entry.item.id === before.id ? { ...entry, item: after } : entry))
    }
  }
  return { ...draft, rules, nextKey }
}
