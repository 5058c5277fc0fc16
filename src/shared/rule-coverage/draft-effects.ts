import type { RuleUse } from '../contract/rule-use.ts'
import type { Rule } from '../contract/ruleset.ts'

/** What a rule says of a window that people see in numbers. */
export const effectFields = ['activity', 'rating', 'system', 'systemKind', 'payer'] as const
export type EffectField = (typeof effectFields)[number]

/** What a draft does to a rule that matched in the days of the use. */
export interface DraftEffect {
  readonly rule: Rule
  readonly activeMs: number
  readonly people: number
  /** `gone`: removed; `off`: disabled; `changed`: it says something else of its windows; `conditions`: it asks for other windows. */
  readonly kind: 'gone' | 'off' | 'changed' | 'conditions'
  /** What it says from then on; empty unless `changed`. */
  readonly fields: readonly {
    readonly field: EffectField
    readonly before: string | null
    readonly after: string | null
  }[]
}

/**
 * What a draft would have meant for recorded time, the most first. Titles and addresses are not stored, so that only the time of rules that it
 * changes is known, not what new rules, conditions or another order would match.
 * @param pairs each published rule with what the draft makes of it; null: nothing
 */
export function draftEffects(
  pairs: readonly { readonly before: Rule; readonly after: Rule | null }[],
  use: Pick<RuleUse, 'rules'>,
): readonly DraftEffect[] {
  const used = new Map(use.rules.map((row) => [row.ruleId, row]))
  return pairs
    .flatMap(({ before, after }): DraftEffect[] => {
      const row = used.get(before.id)
      const effect = before.enabled === false ? null : effectOf(before, after)
      if (!row || row.activeMs === 0 || effect === null) return []
      return [{ rule: before, activeMs: row.activeMs, people: row.people, ...effect }]
    })
    .toSorted((one, other) => other.activeMs - one.activeMs)
}

function effectOf(before: Rule, after: Rule | null): Pick<DraftEffect, 'kind' | 'fields'> | null {
  if (after === null) return { kind: 'gone', fields: [] }
  if (after.enabled === false) return { kind: 'off', fields: [] }
  const fields = effectFields.flatMap((field) => {
    const [was, is] = [before.then[field] ?? null, after.then[field] ?? null]
    return was === is ? [] : [{ field, before: was, after: is }]
  })
  if (fields.length > 0) return { kind: 'changed', fields }
  return conditionsOf(before) === conditionsOf(after) ? null : { kind: 'conditions', fields: [] }
}

const conditionsOf = ({ when: { app, title, host, path, call } }: Rule): string =>
  JSON.stringify([app, title, host, path, call].map((condition) => condition ?? null))
