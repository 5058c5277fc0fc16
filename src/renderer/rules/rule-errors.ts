import type { Draft } from './draft.ts'

export interface PointedError {
  readonly pointer: string
  readonly detail: string
}

/** `errors` of the rule at a position, by field: `when/title` -> what is wrong with it. */
export function errorsOfRule(errors: readonly PointedError[], index: number): ReadonlyMap<string, string> {
  const prefix = `/rules/${index}`
  return new Map(
    errors
      .filter(({ pointer }) => pointer === prefix || pointer.startsWith(`${prefix}/`))
      .map(({ pointer, detail }) => [pointer.slice(prefix.length + 1), detail] as const),
  )
}

export function errorsOfPolicy(errors: readonly PointedError[]): ReadonlyMap<string, string> {
  const prefix = '/policy/'
  return new Map(
    errors
      .filter(({ pointer }) => pointer.startsWith(prefix))
      .map(({ pointer, detail }) => [pointer.slice(prefix.length), detail] as const),
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
  return errors.filter(({ pointer }) => !/^\/(rules\/\d+|policy\/)/.test(pointer))
}
