import { createHash } from 'node:crypto'
import { isObject, type Json, type JsonObject } from './ask.ts'

const SHOWN = 50
/** A column with more different values is only hashed. */
const MOST_VALUES = 300

/**
 * A long list in short: its first rows, and of each column its values in order of appearance with a hash of where each one stands. Unlike a
 * hash of rows it stays the same when keys and values are renamed.
 */
export function columnsOf(rows: readonly Json[]): JsonObject {
  const objects = rows.filter(isObject)
  const keys = [...new Set(objects.flatMap((row) => Object.keys(row)))]
  return {
    count: rows.length,
    first: rows.slice(0, SHOWN),
    columns: Object.fromEntries(keys.map((key) => [key, columnOf(objects.map((row) => row[key] ?? null))])),
  }
}

function columnOf(values: readonly Json[]): JsonObject {
  const texts = values.map((value) => JSON.stringify(value))
  const places = new Map<string, number>()
  const counts: number[] = []
  const order = texts.map((text) => {
    const place = places.get(text) ?? places.size
    places.set(text, place)
    counts[place] = (counts[place] ?? 0) + 1
    return place
  })
  if (places.size > MOST_VALUES) return { distinct: places.size, hash: hashOf(texts) }
  return { values: [...places.keys()].map((text) => JSON.parse(text) as Json), counts, hash: hashOf(order) }
}

function hashOf(values: readonly (string | number)[]): string {
  return createHash('sha256').update(values.join('\n')).digest('hex').slice(0, 24)
}
