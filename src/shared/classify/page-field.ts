import type { FieldRequest } from '../companion.ts'
import type { RuleSet } from '../contract/ruleset.ts'
import { isPrivate } from './classifier.ts'
import type { CompiledRuleSet } from './compile.ts'
import { fieldFault } from './field-fault.ts'
import { ruleHost } from './location.ts'
import { matchWindow, type WindowText } from './match.ts'

/** What is to be read in a window's page: the field of the rule that classifies it, unless title or path name the claim. */
export function fieldToRead(compiled: CompiledRuleSet, { app, title, url }: WindowText): FieldRequest | null {
  const { match } = matchWindow(compiled, { app, title, url })
  if (!url || match === null || match.reference !== null) return null
  const { rule, field, host } = match.rule
  if (field === null || host === null || rule.field === undefined || isPrivate(rule.then)) return null
  return { id: `${compiled.ruleSet.version}/${rule.id}`, page: url, host, ...rule.field }
}

/** The hosts whose pages have a field that is read, each once, sorted. */
export function fieldHosts({ rules }: RuleSet): readonly string[] {
  const hosts = rules.flatMap((rule) => {
    const { enabled, field, when, then } = rule
    const isRead = enabled !== false && field !== undefined && !isPrivate(then) && fieldFault(rule) === null
    return isRead && when.host !== undefined ? [ruleHost(when.host)] : []
  })
  return [...new Set(hosts)].toSorted()
}
