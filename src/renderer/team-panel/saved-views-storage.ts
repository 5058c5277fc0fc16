export interface SavedView {
  readonly name: string
  /** Path and query of the app. */
  readonly address: string
}

const KEY = 'touchledger.views'

/** What was saved here; what cannot be read counts as nothing. */
export function loadViews(storage: Storage): readonly SavedView[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isSavedView) : []
  } catch {
    return []
  }
}

export function saveViews(storage: Storage, views: readonly SavedView[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(views))
  } catch {
    // A browser that keeps nothing shows the views until the page closes.
  }
}

/** Only addresses of our own screens: a stored text must not lead elsewhere. */
function isSavedView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false
  const { name, address } = value as Record<string, unknown>
  return typeof name === 'string' && typeof address === 'string' && /^\/[a-z-]+(\?|$)/.test(address)
}
