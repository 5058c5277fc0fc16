import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { worklistMappingSchema } from '../shared/contract/denials.ts'
import type { WorklistMapping } from '../shared/contract/denials.ts'
import { sendFile } from './import/send-file.ts'
import type { ImportTarget } from './import/send-file.ts'
import { describeSummary, summarise } from './import/summary.ts'

const USAGE = `usage: npm run import -- FILES… --endpoint URL --token T [--json] [--map MAPPING.json]
  FILES…          835 files; worklists end in .csv or .tsv
  --endpoint URL  where the endpoint listens
  --token T       an admin's token; without it TOUCHLEDGER_TOKEN is used
  --json          prints the summary as JSON
  --map FILE      which column of a worklist says what: {"claim": "Acct #", "payer": "Plan", "amount": "Denied"}
`

/** What the caller has to change. */
class Misuse extends Error {}

interface Options extends ImportTarget {
  readonly files: readonly string[]
  readonly json: boolean
}

/** `npm run import`: exit 1 when a file was refused, 2 when the command itself has to be changed. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args)
    const rows = []
    for (const file of options.files) rows.push(await sendFile(file, options))
    const summary = summarise(rows)
    process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : describeSummary(summary))
    return rows.some(({ status }) => status === 'refused') ? 1 : 0
  } catch (error) {
    process.stderr.write(`import: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof Misuse ? 2 : 1
  }
}

function readOptions(args: readonly string[]): Options {
  try {
    const text = { type: 'string' } as const
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { endpoint: text, token: text, map: text, json: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    if (positionals.length === 0) throw new Error('no file is named')
    const token = values.token ?? process.env['TOUCHLEDGER_TOKEN']
    if (token === undefined || token === '') throw new Error('--token is missing')
    if (!/^\S+$/.test(token)) throw new Error('--token has blanks in it')
    if (values.endpoint === undefined) throw new Error('--endpoint is missing')
    if (!/^https?:\/\//.test(values.endpoint) || !URL.canParse(values.endpoint)) {
      throw new Error('--endpoint is an address such as http://127.0.0.1:4780')
    }
    return {
      files: positionals,
      endpoint: values.endpoint.replace(/\/+$/, ''),
      token,
      json: values.json,
      mapping: values.map === undefined ? null : readMapping(values.map),
    }
  } catch (error) {
    throw new Misuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

function readMapping(file: string): WorklistMapping {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'unreadable'}`, { cause: error })
  }
  const parsed = worklistMappingSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ path, message }) => `${file}: /${path.join('/')}: ${message}`).join('\n'))
}

process.exitCode = await main(process.argv.slice(2))
