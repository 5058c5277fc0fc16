import { isArray, isObject, type Json } from './ask.ts'
import type { Dump } from './renames.ts'
import { routeOf } from './requests.ts'

export interface Difference {
  readonly request: string
  /** Steps with dots between; '' for the answer itself. */
  readonly path: string
  /** Undefined: it is only in the other one. */
  readonly older: Json | undefined
  readonly newer: Json | undefined
}

/** The same sum, added in another order, differs in its last digits. */
const SUM_TOLERANCE = 1e-12

/** Everything in which two dumps differ. Whole numbers have to be equal to the last digit. */
export function differencesOf(older: Dump, newer: Dump): Difference[] {
  const found: Difference[] = []
  const requests = [...new Set([...Object.keys(older), ...Object.keys(newer)])].sort()
  for (const request of requests) {
    compare(older[request], newer[request], [], (path, one, other) =>
      found.push({ request, path: path.join('.'), older: one, newer: other }),
    )
  }
  return found
}

function compare(
  older: Json | undefined,
  newer: Json | undefined,
  path: readonly string[],
  differ: (path: readonly string[], older: Json | undefined, newer: Json | undefined) => void,
): void {
  if (isArray(older) && isArray(newer)) {
    if (older.length !== newer.length) differ([...path, 'length'], older.length, newer.length)
    for (const [index, each] of older.slice(0, newer.length).entries()) {
      compare(each, newer[index], [...path, String(index)], differ)
    }
  } else if (isObject(older) && isObject(newer)) {
    for (const key of new Set([...Object.keys(older), ...Object.keys(newer)])) {
      compare(older[key], newer[key], [...path, key], differ)
    }
  } else if (older !== newer && !isSameSum(older, newer)) {
    differ(path, older, newer)
  }
}

function isSameSum(older: Json | undefined, newer: Json | undefined): boolean {
  if (typeof older !== 'number' || typeof newer !== 'number') return false
  if (Number.isInteger(older) && Number.isInteger(newer)) return false
  return Math.abs(older - newer) <= SUM_TOLERANCE * Math.max(Math.abs(older), Math.abs(newer))
}

/** The same place in every row and every question of a route, so that one cause is one kind of difference. */
export function kindOf({ request, path }: Difference): string {
  const route = routeOf(request).replaceAll(/\/\d+(?=\/|$)/g, '/*')
  return `${route} ${path.replaceAll(/(^|\.)\d+(?=\.|$)/g, '$1*')}`
}
