// Compares two dumps of scripts/dump-sample-world.ts. Whatever docs/renamed-keys.json does not name has to be equal. Exits with 1 when
// anything differs.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { differencesOf, kindOf, type Difference } from './sample-world/differences.ts'
import { createRenames, parseTable, type Dump } from './sample-world/renames.ts'

const USAGE = 'usage: node scripts/compare-sample-worlds.ts OLD.json NEW.json [--all] [--table FILE]'
/** Of a kind that has more of them, `--all` prints the rest. */
const SHOWN_OF_A_KIND = 5

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false }, table: { type: 'string' } },
})
const [olderFile, newerFile] = positionals
if (olderFile === undefined || newerFile === undefined || positionals.length > 2) throw new Error(USAGE)

const readDump = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as Dump
const say = (line: string) => process.stdout.write(`${line}\n`)

const renames = createRenames(
  parseTable(await readFile(values.table ?? new URL('../docs/renamed-keys.json', import.meta.url), 'utf8')),
)
const older = renames.compared(renames.renamed(await readDump(olderFile)))
const newer = renames.compared(await readDump(newerFile))
const differences = differencesOf(older, newer).filter((difference) => !renames.isAdded(difference))

const kinds = new Map<string, Difference[]>()
for (const difference of differences) {
  const kind = kindOf(difference)
  const others = kinds.get(kind)
  if (others === undefined) kinds.set(kind, [difference])
  else others.push(difference)
}
for (const [kind, found] of kinds) {
  say(`${kind}: ${found.length}`)
  for (const difference of values.all ? found : found.slice(0, SHOWN_OF_A_KIND)) say(`  ${lineOf(difference)}`)
}
for (const rule of renames.unused()) say(`not needed: ${JSON.stringify(rule)}`)
say(`${differences.length} differences of ${kinds.size} kinds in ${Object.keys(newer).length} answers`)
process.exitCode = differences.length === 0 ? 0 : 1

function lineOf({ request, path, older: before, newer: after }: Difference): string {
  const shown = (value: unknown) => (value === undefined ? '(missing)' : JSON.stringify(value).slice(0, 200))
  return `${request} ${path}: ${shown(before)} -> ${shown(after)}`
}
