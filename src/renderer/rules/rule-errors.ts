import type { Remote } from '../../shared/contract/ruleset.ts'
import { translator } from '../text/translator.ts'
import type { Draft } from './draft.ts'
import type { Entry } from './entries.ts'
import { isThreshold, MINUTES, thresholds } from './thresholds.ts'

const t = translator('rules.error')

/** Before the activity in the path of a threshold that could not be read. */
const IDLE_OF = 'idle-'

export interface PointedError {
  readonly pointer: string
  readonly detail: string
}

/** The errors at a pointer and below it, by field: for `/rules/3`, `when/title` -> what is wrong with it. */
export function errorsAt(errors: readonly PointedError[], pointerPrefix: string): ReadonlyMap<string, string> {
  return new Map(
    errors
      .filter(({ pointer }) => pointer === pointerPrefix || pointer.startsWith(`${pointerPrefix}/`))
      .map(({ pointer, detail }) => [pointer.slice(pointerPrefix.length + 1), detail] as const),
  )
}

/** Keys of the rules with errors. */
export function wrongKeys(errors: readonly PointedError[], draft: Draft): ReadonlySet<number> {
  const keys = errors.flatMap(({ pointer }) => {
    const key = draft.rules[Number(/^\/rules\/(\d+)/.exec(pointer)?.[1] ?? NaN)]?.key
    return key === undefined ? [] : [key]
  })
  return new Set(keys)
}

/** Errors that no field of the screen shows. */
export function errorsWithoutField(errors: readonly PointedError[]): readonly PointedError[] {
  return errors.filter(({ pointer }) => !/^\/((rules|remote)\/\d+|policy\/)/.test(pointer))
}

/**
 * Errors of remote types that the endpoint would accept: an empty pattern hides every type below it, and two types with one id could not
 * be told apart in a draft.
 */
export function remoteErrors(remote: readonly Entry<Remote>[]): readonly PointedError[] {
  return remote.flatMap(({ item }, index) => {
    const errors: PointedError[] = []
    const first = remote.findIndex((other) => other.item.id === item.id)
    if (first < index)
      errors.push({
        pointer: `/remote/${index}/id`,
        detail: t('duplicateId', { id: item.id, position: first + 1 }),
      })
    if (item.title === '' && item.enabled !== false)
      errors.push({ pointer: `/remote/${index}/title`, detail: t('emptyPattern') })
    return errors
  })
}

/** Durations of the draft that could not be read. */
export function durationErrors({ rules, unreadable }: Draft): readonly PointedError[] {
  return Object.keys(unreadable).flatMap((path) => {
    const [kind = '', name = ''] = path.split('/')
    if (kind === 'policy' && isThreshold(name)) {
      const { label, unit } = thresholds[name]
      return [{ pointer: `/policy/${name}`, detail: t('duration', { field: label, unit: unit.name }) }]
    }
    if (path === 'policy/pauseMinutesPerDay') return [{ pointer: `/${path}`, detail: t('pauses') }]
    if (name.startsWith(IDLE_OF)) {
      const detail = t('duration', { field: thresholds.idleAfterMs.label, unit: MINUTES.name })
      return [{ pointer: `/policy/idleAfterMsByActivity/${name.slice(IDLE_OF.length)}`, detail }]
    }
    if (kind === 'policy') return [{ pointer: `/policy/${name}`, detail: t('shifts') }]
    const index = rules.findIndex(({ key }) => String(key) === name)
    const { label, unit } = thresholds.idleAfterMs
    const detail = t('duration', { field: label, unit: unit.name })
    return index < 0 ? [] : [{ pointer: `/rules/${index}/then/idleAfterMs`, detail }]
  })
}
