import type { Remote } from '../../shared/contract/ruleset.ts'

/** What a pattern of titles tells of the window inside, in words. */
export function whatIsKnown(title: string): string {
  const has = (group: string) => new RegExp(`\\(\\?P?<${group}>`).test(title)
  if (!has('inner')) return 'no group inner: a whole desktop, of which nothing inside is known'
  return has('app') ? 'tells the title inside and its application' : 'tells the title inside, of any application'
}

/** A kind with another pattern. A new one is off because it would match everything; its first pattern ends that. */
export function withTitle(before: Remote, title: string): Remote {
  return before.enabled === false && before.title === '' && title !== ''
    ? { ...before, title, enabled: true }
    : { ...before, title }
}
