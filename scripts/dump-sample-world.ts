// Writes every figure and list of the sample world, as the HTTP API answers them, to a file. A rebuild that changes no figure writes the
// same file as the code before it; scripts/compare-sample-worlds.ts compares the two.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createApi } from './sample-world/ask.ts'
import { fixProcess } from './sample-world/fixed-process.ts'
import { launch } from './sample-world/launch.ts'
import { makeWorld } from './sample-world/make-world.ts'
import { readWorld } from './sample-world/read-world.ts'
import { sortedJson } from './sample-world/sorted-json.ts'

const USAGE = 'usage: node scripts/dump-sample-world.ts --out FILE [--source CHECKOUT]'

fixProcess()
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    source: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
  },
})
if (values.out === undefined) throw new Error(USAGE)

const began = performance.now()
const say = (text: string) => process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0)} s  ${text}\n`)
const source = resolve(values.source)
const dataFolder = await mkdtemp(join(tmpdir(), 'touchledger-dump-'))
try {
  const made = await makeWorld({ source, dataFolder, say })
  const endpoint = await launch(source, dataFolder, 'nothing')
  try {
    const answers = await readWorld(createApi(endpoint.url), made, say)
    await writeFile(values.out, sortedJson(answers))
    say(`${answers.size} answers written`)
  } finally {
    await endpoint.close()
  }
} finally {
  await rm(dataFolder, { recursive: true, force: true })
}
