import { isArray, isObject, type Json } from './ask.ts'

/** One answer a line, answers and keys in alphabetical order. */
export function sortedJson(answers: ReadonlyMap<string, Json>): string {
  const lines = [...answers]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([question, answer]) => `${JSON.stringify(question)}: ${JSON.stringify(withSortedKeys(answer))}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

function withSortedKeys(value: Json): Json {
  if (isArray(value)) return value.map(withSortedKeys)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inside]) => [key, withSortedKeys(inside)]),
  )
}
