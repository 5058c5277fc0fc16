import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { calledAs } from '../host/called-as.ts'
import { secretInFile } from '../host/secret-file.ts'
import { HTTPS_NEEDED, isLoopback, isPrivateTransport } from '../shared/contract/addresses.ts'
import { worklistMappingSchema, type WorklistMapping } from '../shared/contract/denials.ts'
import { showProgress } from './import/progress.ts'
import { Canceled, sendFile, type ImportTarget } from './import/send-file.ts'
import { describeSummary, summarize } from './import/summary.ts'
import { watchFolder } from './import/watch-folder.ts'

const USAGE = `usage: ${calledAs('import', 'import')} FILES… --endpoint URL --token T [--json] [OPTIONS]
       ${calledAs('import', 'import')} --watch DIR --endpoint URL --token T [OPTIONS]
  FILES…          835 files, and worklists as CSV, tab-separated text or .xlsx
  --watch DIR     imports files that are put into a folder, until Ctrl-C; they move to its done or failed folder
  --endpoint URL  the endpoint's address
  --token-file FILE  the admin token; or the environment's TOUCHLEDGER_TOKEN. --token T is for trials on this machine:
                  every user of it sees arguments
  --json          prints the summary as JSON
  --allow-test    imports test data (ISA15 T) as well; it is marked
  --map FILE      the columns of a worklist by field: {"claim": "Acct #", "payer": "Plan", "amount": "Denied"}
  --leave-out-faulty-rows
                  imports a worklist without the rows at fault, and lists them; else one such row refuses it
`

/** An error in the command line. */
class Misuse extends Error {}

interface Options extends ImportTarget {
  readonly files: readonly string[]
  /** A folder to watch; then there are no files. */
  readonly watch: string | null
  readonly json: boolean
}

/** `npm run import`: exit code 1 for a refused file, 2 for an error in the command line, 130 when canceled. */
async function main(args: readonly string[]): Promise<number> {
  try {
    if (args.includes('--help')) {
      process.stdout.write(USAGE)
      return 0
    }
    const options = readOptions(args)
    const stop = stopSignal()
    if (options.watch !== null) {
      const say = (line: string) => process.stdout.write(`${line}\n`)
      await watchFolder(options.watch, options, { say, signal: stop })
      return 0
    }
    const rows = []
    for (const file of options.files) rows.push(await sendOne(file, options, stop))
    const summary = summarize(rows)
    process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : describeSummary(summary))
    return rows.some(({ status }) => status === 'refused') ? 1 : 0
  } catch (error) {
    process.stderr.write(`import: ${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof Misuse ? 2 : error instanceof Canceled ? 130 : 1
  }
}

/** Sends a file, with its progress on a terminal. */
async function sendOne(file: string, options: Options, stop: AbortSignal) {
  if (!process.stderr.isTTY) return sendFile(file, options, { signal: stop })
  const jobId = randomUUID()
  const done = new AbortController()
  const show = (line: string) => process.stderr.write(`\r\u001B[K${line}`)
  const shown = showProgress(options, { id: jobId, name: basename(file) }, show, done.signal)
  try {
    return await sendFile(file, options, { signal: stop, jobId })
  } finally {
    done.abort()
    await shown
    process.stderr.write('\r\u001B[K')
  }
}

/** Aborts at SIGINT and SIGTERM. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

function readOptions(args: readonly string[]): Options {
  try {
    const text = { type: 'string' } as const
    const flag = { type: 'boolean', default: false } as const
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        ...{ endpoint: text, token: text, 'token-file': text, map: text, watch: text, json: flag },
        ...{ 'allow-test': flag, 'leave-out-faulty-rows': flag },
      },
      allowPositionals: true,
    })
    if (values.watch === undefined && positionals.length === 0) throw new Error('no files given')
    if (values.watch !== undefined && (positionals.length > 0 || values.json)) {
      throw new Error('--watch takes neither files nor --json')
    }
    if (values.watch !== undefined && !isFolder(values.watch)) throw new Error('--watch is not a folder')
    if (values.token !== undefined && values['token-file'] !== undefined)
      throw new Error('--token and --token-file are both given')
    const token = values.token ?? (tokenIn(values['token-file']) || process.env['TOUCHLEDGER_TOKEN'])
    if (token === undefined || token === '') throw new Error('--token is missing')
    if (!/^\S+$/.test(token)) throw new Error('--token contains blanks')
    if (values.endpoint === undefined) throw new Error('--endpoint is missing')
    if (!isPrivateTransport(values.endpoint)) throw new Error(`--endpoint ${HTTPS_NEEDED}`)
    if (values.token !== undefined && !isLoopback(new URL(values.endpoint).hostname)) {
      process.stderr.write('Every user of this machine can read --token; use --token-file or TOUCHLEDGER_TOKEN.\n')
    }
    return {
      files: positionals,
      watch: values.watch ?? null,
      endpoint: values.endpoint.replace(/\/+$/, ''),
      token,
      json: values.json,
      allowTest: values['allow-test'],
      mapping: values.map === undefined ? null : readMapping(values.map),
      leaveOutFaultyRows: values['leave-out-faulty-rows'],
    }
  } catch (error) {
    throw new Misuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

function tokenIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return secretInFile(file)
  } catch {
    throw new Error('--token-file cannot be read')
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
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
