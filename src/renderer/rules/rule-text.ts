import type { Rule } from '../../shared/contract/ruleset.ts'
import { displayLocale } from '../text/locale.ts'
import { translator } from '../text/translator.ts'

const t = translator('rules.list')
const tester = translator('rules.tester')

type WhenField = Exclude<keyof Rule['when'], 'call'>
const fields: readonly WhenField[] = ['app', 'title', 'host', 'path']

export const fieldNames: Readonly<Record<WhenField, string>> = {
  app: t('field.app'),
  title: t('field.title'),
  host: t('field.host'),
  path: t('field.path'),
}

/** `host availity.com · path claim-status` */
export function conditionText({ when }: Rule): string {
  const parts = fields.flatMap((field) => {
    const value = when[field]
    return value === undefined ? [] : [t('condition', { field: fieldNames[field], value })]
  })
  if (when.call) parts.push(t('calls'))
  return parts.length > 0 ? parts.join(' · ') : t('everyWindow')
}

/** Why a rule matches the tested window. */
export function matchReason({ when }: Rule): string {
  const names = fields.filter((field) => when[field] !== undefined).map((field) => fieldNames[field])
  if (names.length === 0) return tester('everyWindow')
  const list = new Intl.ListFormat(displayLocale, { type: 'conjunction' }).format(names)
  return tester('fieldsMatch', { fields: list, count: names.length })
}

/** A rule by its name; its id where it has none, or is gone. */
export function nameIn(rules: readonly Rule[], id: string): string {
  return rules.find((rule) => rule.id === id)?.name ?? id
}
