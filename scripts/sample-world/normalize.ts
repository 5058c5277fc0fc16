import { isArray, isObject, rowsIn, textIn, type Api, type Json, type JsonObject } from './ask.ts'

/** Rewrites an answer so that two runs, and two versions, can be compared. */
export type Normalize = (answer: Json) => Json

/** Longer than any word that is not an id. */
const MAYBE_ID = /[\w-]{12,}/g

/** Replaces ids of people, devices and claims by their names, and cursors by whether there is one. */
export async function createNormalize(api: Api): Promise<Normalize> {
  const names = new Map<string, string>()
  for (const row of rowsIn(await api.all('/v1/people'))) names.set(textIn(row, 'id'), `id of ${textIn(row, 'name')}`)
  for (const row of rowsIn(await api.all('/v1/devices'))) {
    names.set(textIn(row, 'deviceId'), `device of ${textIn(row, 'userName')}`)
  }
  for (const row of rowsIn(await api.all('/v1/denials'))) {
    const token = row['claimToken'] ?? row['denialToken']
    if (typeof token === 'string') names.set(token, `token of ${textIn(row, 'claimRef')}`)
  }
  const named = (text: string) => text.replaceAll(MAYBE_ID, (word) => names.get(word) ?? word)
  const normalize = (value: Json, key = ''): Json => {
    if (typeof value === 'string') return key === 'nextCursor' ? 'more' : named(value)
    if (isArray(value)) return value.map((each) => normalize(each))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, normalize(inside, name)]))
  }
  return normalize
}

/** Takes a sentence apart: its numbers are compared, its words may change. */
export function wordsAndNumbers(text: string): JsonObject {
  return { text, numbers: text.match(/\d[\d,]*(?:\.\d+)?/g) ?? [] }
}
