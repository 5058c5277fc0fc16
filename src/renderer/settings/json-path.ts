// A path is a JSON pointer (RFC 6901) into a settings document without its first slash, such as `rules/0/payer`. The endpoint's errors
// use the same pointers.

export type Json = unknown

/** Escapes a key for a path: a team's name may contain slashes. */
export function keyOf(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function nameOf(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~')
}

export function at(document: Json, path: string): Json {
  return path
    .split('/')
    .map(nameOf)
    .reduce<Json>(
      (value, key) => (isRecord(value) || Array.isArray(value) ? (value as Record<string, Json>)[key] : undefined),
      document,
    )
}

/** The document with one value changed; undefined removes it. Unchanged parts keep their identity. */
export function withAt(document: Json, path: string, value: Json): Json {
  const [first = '', ...rest] = path.split('/')
  const key = nameOf(first)
  const next = rest.length === 0 ? value : withAt(at(document, first), rest.join('/'), value)
  if (Array.isArray(document)) return document.map((one: Json, index) => (String(index) === key ? next : one))
  const { [key]: _before, ...others } = isRecord(document) ? document : {}
  return next === undefined ? others : { ...(isRecord(document) ? document : {}), [key]: next }
}

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
