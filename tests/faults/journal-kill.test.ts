import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openJournal } from '../../src/main/journal/journal.ts'
import { amount } from '../setup/amount.ts'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { spanAt, tagOf, touchAt } from '../main/journal/support/records.ts'

/** Runs the writer for a moment, kills it with SIGKILL and returns the last seq known to be committed. */
const writeUntilKilled = async (directory: string, forMs: number): Promise<number> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/journal-writer.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => (said = (said + text).slice(-100)))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  await sleep(forMs)
  child.kill('SIGKILL')
  await closed
  // A last line cut off by the kill does not count.
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

const inspect = (directory: string) => {
  const journal = openJournal(directory)
  const seqs = journal
    .newest({ limit: 1e9 })
    .map((sent) => sent.record.seq)
    .reverse()
  const round = seqs.length / 3 - 1
  const found = {
    recovered: journal.recovered,
    generation: journal.generation,
    last: seqs.length,
    gapless: seqs.every((seq, index) => seq === index + 1),
    tail: journal
      .newest({ limit: 3 })
      .map((sent) => sent.record)
      .reverse(),
    openSpans: journal.openSpans(),
  }
  journal.close()
  const database = new Database(join(directory, 'journal.db'), { readonly: true })
  const integrity = database.pragma('integrity_check', { simple: true })
  database.close()
  // A transaction is complete: its three records and their checkpoint.
  const span = spanAt(round * 1000)
  const spanSeq = seqs.length - 2
  const whole = {
    tail: [
      { seq: spanSeq, ...span },
      { seq: spanSeq + 1, ...touchAt(round * 1000, 1000) },
      { seq: spanSeq + 2, ...tagOf(spanSeq, span) },
    ],
    openSpans: [spanAt((round + 1) * 1000)],
  }
  return { found, integrity, whole }
}

const CHAINS = 3
const KILLS_PER_CHAIN = amount(8, 100)

const killOften = async (directory: string) => {
  let generation = ''
  let before = 0
  for (let run = 0; run < KILLS_PER_CHAIN; run++) {
    const committed = await writeUntilKilled(directory, Math.random() * 40)
    const { found, integrity, whole } = inspect(directory)
    if (generation === '') generation = found.generation
    expect(integrity).toBe('ok')
    expect(found).toMatchObject({ recovered: null, generation, gapless: true, ...whole })
    expect(committed).toBeGreaterThan(before)
    // At most one transaction is beyond the last one that the writer reported.
    expect([committed, committed + 3]).toContain(found.last)
    before = found.last
  }
  return before
}

test('kill -9 at any moment loses nothing committed and leaves a readable journal', async () => {
  const directories = Array.from({ length: CHAINS }, temporaryDirectory)
  const written = await Promise.all(directories.map(killOften))
  expect(written.every((seq) => seq > KILLS_PER_CHAIN)).toBe(true)
})
