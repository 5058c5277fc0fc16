import {
  createClassifier,
  hostMatches,
  matchWindow,
  pageLocation,
  type CompiledRuleSet,
} from '../src/shared/classify/index.ts'
import type { Rule, WindowObservation } from '../src/shared/contract/index.ts'
import type { BenchResult } from './result.ts'
import { interleaved } from './support/interleaved.ts'
import { differentWindows, tokenOf } from './support/made-up-work.ts'
import { twoHundredRules } from './support/rule-set.ts'

const WINDOWS = 4000
const ROUNDS = 9

/** Windows a second by 200 rules, against the same rules by JavaScript's own, backtracking RegExp. */
export const run = async (): Promise<readonly BenchResult[]> => {
  const compiled = twoHundredRules()
  const windows = differentWindows(WINDOWS)
  const byRegExp = regExpClassifier(compiled)
  const warm = createClassifier(compiled, tokenOf)
  for (const window of windows) {
    if (byRegExp(window) !== (matchWindow(compiled, window).match?.rule.rule.id ?? null))
      throw new Error('the baseline matches other rules')
  }
  const withRegExp = () => windows.forEach(byRegExp)
  const cold = await interleaved(ROUNDS, () => windows.forEach(createClassifier(compiled, tokenOf)), withRegExp)
  const cached = await interleaved(ROUNDS, () => windows.forEach(warm), withRegExp)
  const perSecond = (ms: number) => (WINDOWS * 1000) / ms
  const result = (name: string, { measured, baseline }: { measured: number; baseline: number }): BenchResult => ({
    name,
    unit: 'windows/s',
    measured: perSecond(measured),
    baseline: perSecond(baseline),
    target: null,
    notes: ['baseline: the same 200 rules by RegExp, uncached'],
  })
  return [result('classify, each window new', cold), result('classify, windows seen before', cached)]
}

/** The same semantics with RegExp in place of RE2: the id of the first rule that matches, its reference made a token. */
const regExpClassifier = (compiled: CompiledRuleSet): ((window: WindowObservation) => string | null) => {
  const regExp = (source: string | undefined) => (source === undefined ? null : new RegExp(source, 'i'))
  const rules = compiled.rules.map(({ rule, host }: { rule: Rule; host: string | null }) => ({
    id: rule.id,
    host,
    app: regExp(rule.when.app),
    path: regExp(rule.when.path),
    title: regExp(rule.when.title),
    reference: regExp(rule.claimRef),
  }))
  return ({ app, title, url }) => {
    const location = pageLocation(url)
    const found = rules.find(
      (rule) =>
        (rule.host === null || (location !== null && hostMatches(rule.host, location.host))) &&
        (rule.app === null || (app !== null && rule.app.test(app))) &&
        (rule.path === null || (location !== null && rule.path.test(location.path))) &&
        (rule.title === null || (title !== null && rule.title.test(title))),
    )
    if (found === undefined) return null
    const reference =
      found.reference?.exec(title ?? '')?.groups?.['ref'] ??
      found.reference?.exec(location?.path ?? '')?.groups?.['ref']
    if (reference !== undefined) tokenOf(reference)
    return found.id
  }
}
