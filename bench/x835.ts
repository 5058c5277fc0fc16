import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readRemittances } from '../src/server/denials/x835/index.ts'
import { classifyClaim, readDenialCategories } from '../src/shared/denials/index.ts'
import { segmentTexts, type MadeClaim, type MadeLine, type MadePayment } from '../tests/server/x835/make835.ts'
import type { BenchResult } from './result.ts'

const SPEED_BYTES = 20_000_000
const MEMORY_BYTES = 200_000_000
const ROUNDS = 4
const CLAIMS_A_PAYMENT = 500
const MEGABYTE = 1_000_000
const READ_FLAG = '--read'

/** Reading and judging an 835 beside `JSON.parse` of as many bytes; and the memory a file of 200 MB takes. */
export const run = async (): Promise<readonly BenchResult[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-bench-'))
  try {
    const small = await writeFileOf(SPEED_BYTES, join(folder, 'small.835'))
    const large = await writeFileOf(MEMORY_BYTES, join(folder, 'large.835'))
    return [await speed(small), await memory(large)]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const speed = async (file: string): Promise<BenchResult> => {
  const bytes = await readFile(file)
  const json = await jsonOfAsManyBytes(bytes)
  const parse = () => {
    JSON.parse(json.toString('utf8'))
  }
  const read = async () => {
    await readAndJudge([bytes])
  }
  const times = { read: [] as number[], parse: [] as number[] }
  // Turn by turn, so that whatever else the machine does meets both alike; the first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const parsed = round % 2 === 0 ? await millisecondsOf(parse) : null
    times.read.push(await millisecondsOf(read))
    times.parse.push(parsed ?? (await millisecondsOf(parse)))
  }
  const perSecond = (turns: readonly number[]) => bytes.length / MEGABYTE / (median(turns.slice(1)) / 1000)
  return {
    name: 'x835, read and judge',
    unit: 'MB/s',
    measured: perSecond(times.read),
    baseline: perSecond(times.parse),
    target: null,
    notes: ['baseline: JSON.parse of as many bytes, the same claims as JSON'],
  }
}

const memory = async (file: string): Promise<BenchResult> => {
  const { size } = await stat(file)
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), READ_FLAG, file])
  const { grownBytes, claims } = JSON.parse(stdout) as MemoryReport
  return {
    name: 'x835, peak memory',
    unit: 'MB',
    measured: grownBytes / MEGABYTE,
    baseline: size / MEGABYTE,
    target: { atMost: 0.5 },
    notes: [`growth of the resident set while reading and judging ${claims} claims; baseline: the size of the file`],
  }
}

interface MemoryReport {
  readonly grownBytes: number
  readonly claims: number
}

/** In a process of its own: what it had taken before the file, and at the most while reading it. */
const reportMemory = async (file: string): Promise<MemoryReport> => {
  const before = process.memoryUsage.rss()
  const claims = await readAndJudge(createReadStream(file))
  return { grownBytes: process.resourceUsage().maxRSS * 1024 - before, claims }
}

const readAndJudge = async (source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> => {
  const file = new URL('../assets/denials/carc-categories.json', import.meta.url)
  const categories = readDenialCategories(JSON.parse(readFileSync(file, 'utf8')))
  let claims = 0
  for await (const item of readRemittances(source)) {
    if (item.kind !== 'claim') continue
    claims += 1
    if (classifyClaim(item.claim, categories).imbalances.length > 0) throw new Error('a made-up claim does not balance')
  }
  return claims
}

const jsonOfAsManyBytes = async (bytes: Uint8Array): Promise<Buffer> => {
  const texts: string[] = []
  let length = 0
  for await (const item of readRemittances([bytes])) {
    const text = JSON.stringify(item.kind === 'claim' ? item.claim : item)
    length += text.length + 1
    if (length > bytes.length) break
    texts.push(text)
  }
  return Buffer.from(`[${texts.join(',')}]`)
}

/** One interchange, one group, as many payments as it takes. */
const writeFileOf = async (bytes: number, file: string): Promise<string> => {
  const [payment] = payments(1)
  if (payment === undefined) throw new Error('no payment was made')
  const ofOne = [...segmentTexts([[[payment]]])].join('').length
  await pipeline(Readable.from(pieces(segmentTexts([[payments(Math.ceil(bytes / ofOne))]]))), createWriteStream(file))
  return file
}

function* pieces(texts: Iterable<string>): Generator<string> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < 65_536) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** Every payment is the same list of claims, referred to again and again: the file is large, the list is not. */
const payments = (count: number): readonly MadePayment[] => {
  const claims = Array.from({ length: CLAIMS_A_PAYMENT }, (_, index) => madeUpClaim(index))
  return Array.from({ length: count }, (_, index) => ({ claims, traceNumber: `T${index}` }))
}

const denials = ['50', '197', '16', '97', '29'] as const

/** About one claim in seven is denied, the others paid by contract. */
const madeUpClaim = (index: number): MadeClaim => {
  const isDenied = index % 7 === 0
  const lines = Array.from({ length: 1 + (index % 5) }, (_, position): MadeLine => {
    const charge = 10_000 + ((index * 7_919 + position * 104_729) % 90_000)
    const paid = isDenied ? 0 : Math.floor(charge * 0.6)
    const carc = denials[index % denials.length] ?? '50'
    return isDenied
      ? { charge, paid, adjustments: [['CO', carc, charge]], rarcs: ['N115'] }
      : {
          charge,
          paid,
          adjustments: [
            ['CO', '45', charge - paid - 1000],
            ['PR', '2', 1000],
          ],
        }
  })
  return {
    claimRef: `PCN${String(index).padStart(8, '0')}`,
    payerClaimRef: `20260331${String(index).padStart(8, '0')}`,
    lines,
    rarcs: ['MA01'],
    provider: ['OKAFOR', 'GRACE', '1922334455'],
  }
}

const millisecondsOf = async (work: () => void | Promise<void>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

if (import.meta.main) {
  const [flag, file] = process.argv.slice(2)
  if (flag === READ_FLAG && file !== undefined) process.stdout.write(JSON.stringify(await reportMemory(file)))
  else {
    for (const { name, unit, measured, baseline } of await run()) {
      process.stdout.write(`${name}: ${measured.toFixed(1)} ${unit}, baseline ${baseline.toFixed(1)} ${unit}\n`)
    }
  }
}
