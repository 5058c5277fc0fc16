import type { CompiledRuleSet, WindowText } from '../../shared/classify/index.ts'

/** A window to test, as it is typed. */
export interface TestedText {
  readonly app: string
  readonly title: string
  readonly url: string
  /** Of the element of the page that a rule names. */
  readonly field: string
}

/** What a pane needs to test a window beside what it edits. */
export interface WindowTest {
  /** The rules to test with; null when neither the draft nor the published version compiles. */
  readonly testable: CompiledRuleSet | null
  /** The published version, when it is tested because the draft has errors. */
  readonly insteadOfDraft: number | null
  readonly tested: TestedText
  readonly onTested: (text: TestedText) => void
  readonly onSelectRule: (ruleId: string) => void
}

export const nothingTyped: TestedText = { app: '', title: '', url: '', field: '' }

export const isNothing = ({ app, title, url, field }: TestedText): boolean =>
  [app, title, url, field].every((text) => text === '')

/** A blank field stands for a window without that value. */
export function windowOf({ app, title, url, field }: TestedText): WindowText {
  return { app: app || null, title: title || null, url: url || null, field: field || null }
}
