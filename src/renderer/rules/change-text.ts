import { translator } from '../text/translator.ts'
import type { Change } from './diff.ts'

const t = translator('rules.draft')

const kinds = [
  'added',
  'changed',
  'moved',
  'removed',
  'remote',
  'policy',
  'idle',
  'counting',
  'calls',
  'privacy',
] as const

/** `4 changes: 1 added, 2 changed, 1 moved` */
export function summaryOf(changes: readonly Change[]): string {
  if (changes.length === 0) return t('noChanges')
  const parts = kinds.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length
    return count === 0 ? [] : [t(`part.${kind}`, { count })]
  })
  return t('summary', { count: changes.length, parts: parts.join(', ') })
}
