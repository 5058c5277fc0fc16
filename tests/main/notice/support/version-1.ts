import type { Journal } from '../../../../src/main/journal/journal.ts'
import type { Setting } from '../../../../src/main/journal/settings.ts'

/** Makes of each acknowledgment in a journal one of version 1, whose terms said nothing of weekly counts. */
export function haveReadVersion1({ settings }: Pick<Journal, 'settings'>): void {
  const kept = (settings.get('notices') ?? []).map(({ acknowledgment, terms, sent }) => {
    const { weeklyCounts: _later, ...known } = terms
    return { acknowledgment: { ...acknowledgment, version: 1 }, terms: known, sent }
  })
  settings.set('notices', kept as Setting<'notices'>)
}
