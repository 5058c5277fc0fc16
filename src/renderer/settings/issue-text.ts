import type { z } from 'zod'
import { translator } from '../text/translator.ts'
import { count } from '../ui/format.ts'
import type { Json } from './json-path.ts'
import type { FieldSpec } from './specs.ts'

const t = translator('settings')

/**
 * Words one issue of the schema for its field.
 * @param value the value at the path of the issue, which may be one item of the field's list
 * @param whole the value of the field
 */
export function issueText(issue: z.core.$ZodIssue, field: FieldSpec, value: Json, whole: Json): string {
  const { label, invalid } = field
  if (isBlank(whole) || isBlank(value)) return t('error.required', { field: label })
  const scale = field.input.kind === 'text' ? field.input.codec.scale : 1
  switch (issue.code) {
    case 'too_small':
      if (issue.origin === 'string') return t('error.tooShort', { field: label, minimum: Number(issue.minimum) })
      return t('error.atLeast', { field: label, minimum: count(Number(issue.minimum) / scale) })
    case 'too_big':
      if (issue.origin === 'string') return t('error.tooLong', { field: label, maximum: Number(issue.maximum) })
      if (issue.origin === 'array') return t('error.tooMany', { field: label, maximum: Number(issue.maximum) })
      return t('error.atMost', { field: label, maximum: count(Number(issue.maximum) / scale) })
    case 'invalid_type':
      if (issue.expected === 'int') return t('error.wholeNumber', { field: label })
      if (issue.expected === 'number') return t('error.number', { field: label })
      break
    case 'custom':
      // The schema's own check of a URL is about a user name in it; a URL of the wrong form is `invalid_format`.
      if (field.path.endsWith('/url')) return t('error.urlCredentials')
      break
    default:
      break
  }
  const message = invalid ?? t('error.other', { field: label })
  return Array.isArray(whole) && typeof value === 'string' ? t('error.item', { text: value, message }) : message
}

function isBlank(value: Json): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  )
}
