import type { Draft } from './draft.ts'
import { policySchema, ruleSetSchema } from '../../shared/contract/ruleset.ts'

const NAME = 'touchledger.rules-draft'

/** Keeps a draft over a reload of this tab. Rules are no patient data: patterns and names of systems. */
export function saveDraft(storage: Storage, draft: Draft | null): void {
  if (draft) storage.setItem(NAME, JSON.stringify(draft))
  else storage.removeItem(NAME)
}

/** Null when there is none, or none that this version can read. */
export function loadDraft(storage: Storage): Draft | null {
  try {
    const stored: unknown = JSON.parse(storage.getItem(NAME) ?? 'null')
    if (typeof stored !== 'object' || stored === null) return null
    const draft = stored as Draft
    // The draft's own rules may be half written; only what the screen relies on is checked.
    const usable =
      ruleSetSchema.safeParse(draft.base).success &&
      policySchema.safeParse(draft.policy).success &&
      Array.isArray(draft.rules) &&
      Array.isArray(draft.remote) &&
      Number.isInteger(draft.nextKey)
    return usable ? draft : null
  } catch {
    return null
  }
}
