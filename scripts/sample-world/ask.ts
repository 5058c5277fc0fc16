import { ADMIN_TOKEN } from './launch.ts'

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Query parameters in the order they are written. */
export type Query = Readonly<Record<string, string>>

/** @throws Error unless the row has a text by this key. */
export function textIn(row: JsonObject, key: string): string {
  const value = row[key]
  if (typeof value !== 'string') throw new Error(`expected a text in ${key}`)
  return value
}

/** The rows of a page; none when it is no page. */
export const rowsIn = (page: Json): JsonObject[] =>
  isObject(page) && isArray(page['rows']) ? page['rows'].filter(isObject) : []

const MOST_ROWS = 1000

/** The HTTP API of a running endpoint, as an admin. */
export interface Api {
  /** Answers the body, or `{ status, code }` of a problem. */
  get(path: string, query?: Query): Promise<Json>
  /** Answers all rows of a list. */
  all(path: string, query?: Query): Promise<JsonObject>
  /** @throws Error unless the answer is a success. */
  send(method: string, path: string, body?: Json, type?: string): Promise<Json>
}

export function addressOf(path: string, query: Query = {}): string {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`
}

export function createApi(url: string): Api {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const get = async (path: string, query: Query = {}): Promise<Json> => {
    const response = await fetch(url + addressOf(path, query), { headers })
    const body = (await response.json()) as Json
    if (response.ok) return body
    return { status: response.status, code: isObject(body) ? (body['code'] ?? null) : null }
  }
  const all = async (path: string, query: Query = {}): Promise<JsonObject> => {
    const rows: Json[] = []
    for (let cursor: Json = ''; ;) {
      const page: Json = await get(path, { ...query, limit: String(MOST_ROWS), ...(cursor === '' ? {} : { cursor }) })
      if (!isObject(page) || !isArray(page['rows'])) throw new Error(`GET ${path}: ${JSON.stringify(page)}`)
      rows.push(...page['rows'])
      cursor = page['nextCursor'] ?? null
      if (typeof cursor !== 'string') return { ...page, rows }
    }
  }
  const send = async (method: string, path: string, body?: Json, type = 'application/json'): Promise<Json> => {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(url + path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': type },
      ...content,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : (JSON.parse(text) as Json)
  }
  return { get, all, send }
}
