import type { Remote } from '../../shared/contract/ruleset.ts'

/** What a title pattern finds out about the inner window. */
export function effectOf(title: string): 'nothing' | 'title' | 'titleAndApp' {
  const has = (group: string) => new RegExp(`\\(\\?P?<${group}>`).test(title)
  if (!has('inner')) return 'nothing'
  return has('app') ? 'titleAndApp' : 'title'
}

/** Sets the pattern. A new type is disabled because it would match everything; its first pattern enables it. */
export function withTitle(before: Remote, title: string): Remote {
  return before.enabled === false && before.title === '' && title !== ''
    ? { ...before, title, enabled: true }
    : { ...before, title }
}
