import type { Rule } from '../contract/ruleset.ts'
import { compileClaimRef, type CompiledClaimRef } from './claim-pattern.ts'
import { selectorFault, type SelectorFault } from './field-selector.ts'
import type { RefGroupFault } from './ref-group.ts'

/** Why agents do not read the field of a rule. */
export type FieldFault = RefGroupFault | SelectorFault | 'any_character' | 'no_host'

/** Why agents do not read the field of a rule with a valid pattern; null if they read it. */
export function faultOfField(
  { when, field }: Pick<Rule, 'when' | 'field'>,
  { fault, anyCharacter }: CompiledClaimRef,
): FieldFault | null {
  if (field === undefined) return null
  // A whole top-level domain is no site, and a browser is asked for leave by the site.
  if (!when.host?.replace(/^\.+/, '').includes('.')) return 'no_host'
  // What the pattern takes leaves the page: a label and a number, nothing else.
  return selectorFault(field.selector) ?? fault ?? (anyCharacter ? 'any_character' : null)
}

/** The same for a rule as it is edited; null also if the pattern is not valid. */
export function fieldFault(rule: Pick<Rule, 'when' | 'field'>): FieldFault | null {
  const compiled = rule.field === undefined ? '' : compileClaimRef(rule.field.pattern)
  return typeof compiled === 'string' ? null : faultOfField(rule, compiled)
}

/** The part of a rule that a fault is about, as a JSON pointer below the rule. */
export function placeOfFault(fault: FieldFault): 'when/host' | 'field/selector' | 'field/pattern' {
  if (fault === 'no_host') return 'when/host'
  return fault.startsWith('selector') ? 'field/selector' : 'field/pattern'
}
