import type { TextStorage } from '../bridge/tenant-prefix.ts'

export interface SavedView {
  readonly name: string
  /** Path and query of the app. */
  readonly address: string
}

const KEY = 'touchledger.views'

/** The stored views. Storage that cannot be read counts as empty. */
export function loadViews(storage: TextStorage): readonly SavedView[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isSavedView) : []
  } catch {
    return []
  }
}

export function saveViews(storage: TextStorage, views: readonly SavedView[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(views))
  } catch {
    // Without storage, the views exist until the page closes.
  }
}

/** Only addresses of this app's screens: a stored text must not lead to another site. */
function isSavedView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false
  const { name, address } = value as Record<string, unknown>
  return typeof name === 'string' && typeof address === 'string' && /^\/[a-z-]+(\?|$)/.test(address)
}
