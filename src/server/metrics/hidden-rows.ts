import type { Parameters } from '../reports/parameters.ts'
import { hiddenRows, taggedRows } from '../reports/slice.ts'
import type { Slice } from '../reports/slice.ts'

/** Rows `(user_id, kind, payer, ms)`: a span counts once for each of its tags. */
export function hiddenByKind(slice: Slice, parameters: Parameters): string {
  return hiddenRows(slice, parameters)
}

/** Rows `(user_id, payer, ms)`: each tagged span once, whatever the number of its tags. */
export function hiddenOnce(slice: Slice, parameters: Parameters): string {
  return taggedRows(slice, parameters)
}
