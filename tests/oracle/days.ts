import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { ruleSetSchema, type RuleSet } from '../../src/shared/contract/ruleset.ts'
import { observationSchema, type Observation } from '../../src/shared/contract/observation.ts'
import type { OracleOutput } from './oracle.ts'

/** A day with hand-made output. Tokens in `expected` are the normalized claim references themselves. */
export interface FixtureDay {
  readonly name: string
  readonly ruleSet: RuleSet
  readonly lines: readonly Observation[]
  readonly expected: OracleOutput
}

const folder = new URL('../fixtures/days/', import.meta.url)
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8')

/** All days of tests/fixtures/days. Throws if one violates the contract's schemas. */
export function fixtureDays(): readonly FixtureDay[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.slice(0, -'.jsonl'.length))
    .sort()
    .map((name) => {
      const own = `${name}.rules.json`
      return {
        name,
        ruleSet: ruleSetSchema.parse(JSON.parse(textOf(existsSync(new URL(own, folder)) ? own : 'rules.json'))),
        lines: textOf(`${name}.jsonl`)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => observationSchema.parse(JSON.parse(line))),
        expected: JSON.parse(textOf(`${name}.expected.json`)) as OracleOutput,
      }
    })
}
