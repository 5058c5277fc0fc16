import { policySchema, ruleSetSchema } from '../../shared/contract/ruleset.ts'
import type { TextStorage } from '../bridge/tenant-prefix.ts'
import type { Draft } from './draft.ts'

const NAME = 'touchledger.rules-draft'

/** Keeps a draft when this tab is reloaded. Rules contain patterns and names of systems, not patient data. */
export function saveDraft(storage: TextStorage, draft: Draft | null): void {
  if (draft) storage.setItem(NAME, JSON.stringify(draft))
  else storage.removeItem(NAME)
}

/** Null without a draft that this version can read. */
export function loadDraft(storage: TextStorage): Draft | null {
  try {
    const stored: unknown = JSON.parse(storage.getItem(NAME) ?? 'null')
    if (typeof stored !== 'object' || stored === null) return null
    const draft = stored as Draft
    // Rules of a draft may be incomplete, so only what the screen relies on is checked.
    const usable =
      ruleSetSchema.safeParse(draft.base).success &&
      policySchema.safeParse(draft.policy).success &&
      Array.isArray(draft.rules) &&
      Array.isArray(draft.remote) &&
      Number.isInteger(draft.nextKey) &&
      typeof draft.unreadable === 'object'
    return usable ? draft : null
  } catch {
    return null
  }
}
