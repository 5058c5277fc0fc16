import { type Bounds, claimRefFault, fieldFault, policyBounds, ruleIdleBounds } from '../../shared/classify/index.ts'
import type { Rule } from '../../shared/contract/ruleset.ts'
import { translator } from '../text/translator.ts'
import type { ThresholdName } from './diff.ts'
import type { Draft } from './draft.ts'
import type { PointedError } from './rule-errors.ts'
import { isThreshold, thresholds } from './thresholds.ts'

const t = translator('rules.error')
const editor = translator('rules.editor')

const labels = {
  id: editor('id'),
  name: editor('name'),
  app: editor('app'),
  title: editor('titleField'),
  host: editor('host'),
  path: editor('path'),
  activity: editor('activity'),
  system: editor('system'),
  payer: editor('payer'),
  claimRef: editor('claimRef'),
  selector: editor('selector'),
  pattern: editor('fieldPattern'),
} as const
type NamedField = keyof typeof labels

/** The longest text of each field, by the schema of rule sets. */
const longest: Readonly<Record<NamedField, number>> = {
  id: 100,
  name: 200,
  app: 1000,
  title: 1000,
  host: 253,
  path: 1000,
  activity: 64,
  system: 100,
  payer: 100,
  claimRef: 1000,
  selector: 200,
  pattern: 1000,
}

const location = /^\/(rules|remote)\/(\d+)\/(?:(?:when|then|field)\/)?(\w+)$/

/** The error of the compiler in the words of its field. An error that only the endpoint knows keeps its own text. */
export function readableError(error: PointedError, draft: Draft): PointedError {
  const { pointer } = error
  const threshold = /^\/policy\/(\w+)$/.exec(pointer)?.[1]
  if (threshold !== undefined && isThreshold(threshold)) {
    const tooOften = threshold === 'syncEveryMs' && draft.policy.syncEveryMs < 500
    if (tooOften) return { pointer, detail: t('syncTooOften') }
    return { pointer, detail: durationText(threshold, boundsOf(threshold)) }
  }
  if (pointer.startsWith('/policy/idleAfterMsByActivity/'))
    return { pointer, detail: durationText('idleAfterMs', policyBounds.idleAfterMs) }
  if (/^\/rules\/\d+\/then\/idleAfterMs$/.test(pointer)) {
    return { pointer, detail: durationText('idleAfterMs', ruleIdleBounds) }
  }
  if (/^\/rules\/\d+\/when\/call$/.test(pointer)) return { pointer, detail: t('call') }
  const [, list, index, field = ''] = location.exec(pointer) ?? []
  if (!isNamed(field)) return error
  const entries: readonly { readonly item: Item }[] = list === 'remote' ? draft.remote : draft.rules
  const item = entries[Number(index)]?.item
  return { pointer, detail: fieldText(field, valueOf(item, field), error.detail, entries, Number(index)) }
}

const boundsOf = (name: ThresholdName): Bounds | null =>
  (policyBounds as Readonly<Partial<Record<ThresholdName, Bounds>>>)[name] ?? null

/** What a duration has to be. */
function durationText(name: ThresholdName, bounds: Bounds | null): string {
  const { label: field, unit } = thresholds[name]
  if (bounds === null) return t('duration', { field, unit: unit.name })
  return t('bounds', { field, unit: unit.name, least: bounds.min / unit.ms, most: bounds.max / unit.ms })
}

interface Item {
  readonly id: string
}

function fieldText(
  field: NamedField,
  value: string,
  detail: string,
  entries: readonly { readonly item: Item }[],
  index: number,
): string {
  if (value.length > longest[field]) return t('tooLong', { field: labels[field], maximum: longest[field] })
  switch (field) {
    case 'id': {
      if (value === '') return t('required', { field: labels.id })
      const first = entries.findIndex(({ item }) => item.id === value)
      return first < index ? t('duplicateId', { id: value, position: first + 1 }) : t('id')
    }
    case 'activity':
      return value === '' ? t('required', { field: labels.activity }) : t('activity')
    case 'host':
      return faultOf(entries[index]?.item) === 'no_host' ? t('field.no_host') : t('host')
    case 'selector': {
      const fault = faultOf(entries[index]?.item)
      return fault ? t(`field.${fault}`) : detail
    }
    case 'app':
    case 'title':
    case 'path':
    case 'pattern':
    case 'claimRef': {
      // The compiler quotes RE2's reason after a colon.
      const reason = /RE2[^:]*: (.+)$/.exec(detail)?.[1]
      if (reason !== undefined) return t('pattern', { reason })
      if (field !== 'claimRef' && field !== 'pattern') return detail
      if (!/\(\?P?<ref>/.test(value)) return t('refGroup')
      if (field === 'pattern') {
        const fault = faultOf(entries[index]?.item)
        return fault ? t(`field.${fault}`) : detail
      }
      const fault = claimRefFault(value)
      return fault ? t(`claimRef.${fault}`) : detail
    }
    default:
      return detail
  }
}

/** Why the field of a rule of the draft is not read. */
const faultOf = (item: object | undefined) => (item === undefined ? null : fieldFault(item as Rule))

function isNamed(field: string): field is NamedField {
  return Object.hasOwn(labels, field)
}

function valueOf(item: object | undefined, field: NamedField): string {
  const record = item as Readonly<Record<string, unknown>> | undefined
  const parts = [record, record?.['when'], record?.['then'], record?.['field']]
  for (const part of parts) {
    const value = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[field] : undefined
    if (typeof value === 'string') return value
  }
  return ''
}
