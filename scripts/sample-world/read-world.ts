import { addressOf, isArray, isObject, rowsIn, textIn, type Api, type Json, type JsonObject } from './ask.ts'
import { columnsOf } from './columns.ts'
import type { MadeWorld } from './make-world.ts'
import { createNormalize, wordsAndNumbers } from './normalize.ts'
import { figureQuestions, listQuestions, type Metric, type Question } from './questions.ts'
import { readVersion } from './version.ts'

/** The store answers one question at a time; a second one keeps it busy while an answer is read. */
const AT_ONCE = 2
/** Of so many denials one is read with its history. */
const DETAIL_EVERY = 40

/** Asks every question. @returns answers by question, normalized, with those that filling the world gave. */
export async function readWorld(
  api: Api,
  { answers: given, changedIds }: MadeWorld,
  say: (text: string) => void,
): Promise<ReadonlyMap<string, Json>> {
  const normalize = await createNormalize(api)
  const questions = [
    ...listQuestions(await readVersion(api)),
    ...(await detailQuestions(api, changedIds)),
    ...figureQuestions(await readMetrics(api)),
  ]
  say(`${questions.length} questions`)
  const answers = new Map<string, Json>(Object.entries(given))
  const waiting = [...questions]
  const turns = Array.from({ length: AT_ONCE }, async () => {
    for (let question = waiting.shift(); question !== undefined; question = waiting.shift()) {
      const key = keyOf(question)
      if (answers.has(key)) throw new Error(`asked twice: ${key}`)
      answers.set(key, null)
      answers.set(key, await answerTo(api, question, normalize))
      if (answers.size % 1000 === 0) say(`${answers.size} answers`)
    }
  })
  await Promise.all(turns)
  return answers
}

function keyOf({ path, query, extent }: Question): string {
  return `GET ${addressOf(path, query)}${extent === 'answer' ? '' : ' (all)'}`
}

async function answerTo(api: Api, { path, query, extent }: Question, normalize: (answer: Json) => Json): Promise<Json> {
  if (extent === 'answer') {
    const answer = await api.get(path, query)
    return withNumbers(normalize(path === '/v1/panel' ? await withDays(api, answer) : answer))
  }
  const { rows, ...rest } = await api.all(path, query)
  const normal = isArray(rows) ? rows.map(normalize) : []
  return { ...rest, ...(extent === 'all' ? { rows: normal } : columnsOf(normal)) }
}

/** The panel with everybody's day in it, as the panel's own answer had it before the days became a route of their own. */
async function withDays(api: Api, panel: Json): Promise<Json> {
  if (!isObject(panel) || panel['ribbonHours'] === undefined) return panel
  const { ribbonHours: _hours, ...rest } = panel
  const people = (isArray(panel['people']) ? panel['people'] : []).filter(isObject)
  const number = (key: string) => Number(panel[key])
  const answer = await api.get('/v1/panel/ribbons', {
    from: String(Math.max(number('from'), number('ribbonFrom'))),
    to: String(Math.min(number('to'), number('ribbonTo'))),
    users: people.map((person) => textIn(person, 'id')).join(','),
  })
  const ribbons = isObject(answer) && isArray(answer['ribbons']) ? answer['ribbons'].filter(isObject) : []
  const dayOf = (id: string) => ribbons.find(({ userId }) => userId === id)?.['segments'] ?? []
  return {
    ...rest,
    ribbonsLeftOut: 0,
    people: people.map((person) => ({ ...person, ribbon: dayOf(textIn(person, 'id')) })),
  }
}

/** Of findings the words and the numbers in them apart. */
function withNumbers(answer: Json): Json {
  if (!isObject(answer) || !isArray(answer['rows'])) return answer
  return {
    ...answer,
    rows: answer['rows'].map((row) => (isObject(row) && isArray(row['sentence']) ? apart(row) : row)),
  }
}

function apart(finding: JsonObject): JsonObject {
  const { sentence, evidence: _evidence, ...row } = finding
  const parts = (isArray(sentence) ? sentence : []).filter(isObject)
  return {
    ...row,
    sentence: wordsAndNumbers(parts.map((part) => textIn(part, 'text')).join('')),
    figures: parts.filter(({ figure }) => figure === true).map(({ text }) => text ?? null),
    evidence: wordsAndNumbers(textIn(finding, 'evidence')),
  }
}

async function readMetrics(api: Api): Promise<Metric[]> {
  return rowsIn(await api.get('/v1/metrics')).map((metric) => {
    const dimensions = metric['slices'] ?? metric['dimensions'] ?? []
    const population = metric['about'] ?? metric['population'] ?? null
    return {
      id: textIn(metric, 'id'),
      isByDay: population === 'denials' || population === 'claims',
      dimensions: isArray(dimensions) ? dimensions.filter((each) => typeof each === 'string') : [],
    }
  })
}

/** A part of all denials, and each that somebody changed by hand. */
async function detailQuestions(api: Api, changedIds: readonly string[]): Promise<Question[]> {
  const ids = rowsIn(await api.all('/v1/denials')).map((row) => textIn(row, 'id'))
  return ids
    .filter((id, index) => index % DETAIL_EVERY === 0 || changedIds.includes(id))
    .map((id) => ({ path: `/v1/denials/${id}`, query: {}, extent: 'answer' as const }))
}
