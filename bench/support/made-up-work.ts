import type { ClaimToken, Observation, WindowObservation } from '../../src/shared/contract/index.ts'
import { createHmac } from 'node:crypto'
import { ClaimBook } from '../../src/tools/sample/claim-book.ts'
import { seededRandom, type Random } from '../../src/tools/sample/random.ts'
import { sampleTeam } from '../../src/tools/sample/team.ts'
import { Workday } from '../../src/tools/sample/workday.ts'

const SEED = 20_418
const DAY_MS = 86_400_000

/** As an agent's own: HMAC-SHA-256 under the tenant's key. */
export const tokenOf = (reference: string): ClaimToken =>
  createHmac('sha256', 'benchmark').update(reference).digest('hex') as ClaimToken

/** `count` windows, all different: those of the made-up team's work, among as many that no rule knows. */
export const differentWindows = (count: number): readonly WindowObservation[] => {
  const random = seededRandom(SEED)
  const known = new Map<string, WindowObservation>()
  const book = new ClaimBook()
  for (let day = 0; known.size < count / 2; day += 1) {
    for (const line of workday(random, book, day)) {
      if ('event' in line) continue
      known.set(`${line.app} ${line.title} ${line.url}`, line)
    }
  }
  const work = [...known.values()].slice(0, count / 2)
  return work.flatMap((line, index) => [line, unknownWindow(random, line, index)])
}

/** Capture ticks once a second; a little more often it makes the 30,000 of a long day. */
const TICK_MS = 850

/** A day of `count` observations of one biller: the made-up day, with a line at every tick. */
export const dayOfObservations = (count: number): readonly Observation[] => {
  const lines = workday(seededRandom(SEED), new ClaimBook(), 0)
  const ticks: Observation[] = []
  for (const [index, line] of lines.entries()) {
    ticks.push(line)
    const next = lines[index + 1]
    if ('event' in line || next === undefined) continue
    for (let passed = TICK_MS; line.t + passed < next.t; passed += TICK_MS) {
      ticks.push({ ...line, t: line.t + passed, mono: line.mono + passed, idleMs: line.idleMs + passed })
    }
  }
  if (ticks.length < count) throw new Error(`the made-up day has only ${ticks.length} observations`)
  return ticks.slice(0, count)
}

const workday = (random: Random, book: ClaimBook, day: number): readonly Observation[] => {
  const [biller] = sampleTeam
  if (biller === undefined) throw new Error('the sample team is empty')
  const startsAt = Date.UTC(2026, 10, 16, 13) + day * DAY_MS
  return new Workday(biller, random, book, startsAt, startsAt + DAY_MS).observations()
}

const places = ['intranet.example.org', 'news.example.net', 'docs.example.com', 'tickets.example.org']
const topics = [
  'Quarterly numbers',
  'How to reset a badge',
  'Shift plan',
  'Team lunch',
  'Printer queue',
  'Release notes',
]

/** What a working day is also full of: a page or a document that no rule names, so that every rule has to be tried. */
const unknownWindow = (random: Random, line: WindowObservation, index: number): WindowObservation => {
  const title = `${random.pick(topics)} ${index} - ${random.pick(['draft', 'final', 'comments'])} - Window`
  const { url: _, ...rest } = line
  if (random.chance(0.4)) return { ...rest, app: 'notepad', title }
  return { ...rest, app: 'chrome', title, url: `https://${random.pick(places)}/pages/${index}/view` }
}
