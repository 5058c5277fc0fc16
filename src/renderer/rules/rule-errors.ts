import type { Remote } from '../../shared/contract/ruleset.ts'
import type { Draft } from './draft.ts'
import type { Entry } from './entries.ts'

export interface PointedError {
  readonly pointer: string
  readonly detail: string
}

/** The errors at a place and inside it, by field: of `/rules/3`, `when/title` -> what is wrong with it. */
export function errorsAt(errors: readonly PointedError[], place: string): ReadonlyMap<string, string> {
  return new Map(
    errors
      .filter(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`))
      .map(({ pointer, detail }) => [pointer.slice(place.length + 1), detail] as const),
  )
}

/** Keys of the rules something is wrong with. */
export function wrongKeys(errors: readonly PointedError[], draft: Draft): ReadonlySet<number> {
  const keys = errors.flatMap(({ pointer }) => {
    const key = draft.rules[Number(/^\/rules\/(\d+)/.exec(pointer)?.[1] ?? NaN)]?.key
    return key === undefined ? [] : [key]
  })
  return new Set(keys)
}

/** Errors that no field on the screen stands for. */
export function homelessErrors(errors: readonly PointedError[]): readonly PointedError[] {
  return errors.filter(({ pointer }) => !/^\/((rules|remote)\/\d+|policy\/)/.test(pointer))
}

/**
 * What is wrong with the kinds of remote windows beside their patterns, which are judged with those of the rules. The endpoint takes
 * both; but an empty pattern hides every kind below it, and two of one id could not be told apart in a draft.
 */
export function remoteErrors(remote: readonly Entry<Remote>[]): readonly PointedError[] {
  return remote.flatMap(({ item }, index) => {
    const errors: PointedError[] = []
    const first = remote.findIndex((other) => other.item.id === item.id)
    if (first < index)
      errors.push({
        pointer: `/remote/${index}/id`,
        detail: `duplicate id "${item.id}": number ${first + 1} has it already`,
      })
    if (item.title === '' && item.enabled !== false)
      errors.push({ pointer: `/remote/${index}/title`, detail: 'an empty pattern would match every window' })
    return errors
  })
}
