/** Why the selector of a field is not used. */
export type SelectorFault = 'selector_syntax' | 'selector_unnamed' | 'selector_long'

/** Most elements that a selector names, from the outermost to the one that is read. */
const MOST_ELEMENTS = 6

/** A name as CSS takes it without an escape. */
const name = '-?[A-Za-z_][A-Za-z0-9_-]*'
/** What a page calls an element. */
const idOrClass = `[#.]${name}`
const attribute = String.raw`\[(?:id|class|name|data-testid|ng-bind)=(?:"[\w:. -]{1,100}"|'[\w:. -]{1,100}')\]`
/** Its place among its neighbors. */
const place = String.raw`:(?:first-child|last-child|only-child|nth-child\([1-9]\d?\)|nth-of-type\([1-9]\d?\))`
const about = `(?:${idOrClass}|${attribute}|${place})`
const element = `(?:${name}${about}*|${about}+)`
const between = String.raw`(?:\s*[>+]\s*|\s+)`

const SELECTOR = new RegExp(`^${element}(?:${between}${element})*$`)
const NAMED = new RegExp(`${idOrClass}|${attribute}`)
const ATTRIBUTES = new RegExp(attribute, 'g')
const BETWEEN = new RegExp(between)

/**
 * Why a selector is not used to read a field; null if it may be. By docs/contract.md ("A field of a page") it names an element by what the page
 * calls it, and asks nothing of what the page holds: no part of a value, no state, no element that has another one in it.
 */
export function selectorFault(selector: string): SelectorFault | null {
  if (!SELECTOR.test(selector)) return 'selector_syntax'
  if (!NAMED.test(selector)) return 'selector_unnamed'
  return selector.replaceAll(ATTRIBUTES, '').split(BETWEEN).length > MOST_ELEMENTS ? 'selector_long' : null
}
