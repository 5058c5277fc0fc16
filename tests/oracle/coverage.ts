import fc from 'fast-check'
import { oracle } from './oracle.ts'
import { arbitraryCase } from './random-days.ts'

/** How many of `days` random days have each fact that the oracle notes. */
export function coverageOf(days: number, seed: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { lines, ruleSet } of fc.sample(arbitraryCase, { numRuns: days, seed })) {
    const facts = new Set<string>()
    oracle(lines, ruleSet, undefined, (fact) => facts.add(fact))
    for (const fact of facts) counts.set(fact, (counts.get(fact) ?? 0) + 1)
  }
  return new Map([...counts].sort(([one], [other]) => one.localeCompare(other)))
}
