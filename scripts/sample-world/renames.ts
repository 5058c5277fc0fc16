import { z } from 'zod'
import { isArray, isObject } from './ask.ts'
import type { Json } from './ask.ts'

// docs/renamed-keys.json: what may differ between the dump of an older version and the dump of a newer one. Requests and paths are written
// with the new names. In a path `*` stands for one step and `**` for any number of them; without a request a rule is for every answer.

const why = z.string().min(1)
const place = { request: z.string().optional(), path: z.string() }
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const tableSchema = z.strictObject({
  $comment: z.string().optional(),
  /** Of a route its first steps, `/v1/old`; of a query its parameter, `due=old`. */
  requests: z.array(z.strictObject({ from: z.string(), to: z.string(), why })),
  /** `path` is that of the object the key is in. */
  keys: z.array(z.strictObject({ ...place, path: z.string().default('**'), from: z.string(), to: z.string(), why })),
  /** With `part`, a text is replaced wherever it stands within the value. */
  values: z.array(
    z.union([
      z.strictObject({ ...place, from: scalar, to: scalar, why }),
      z.strictObject({ ...place, part: z.literal(true), from: z.string().min(1), to: z.string(), why }),
    ]),
  ),
  /** Left out of both dumps. */
  excluded: z.array(z.strictObject({ ...place, why })),
})
export type RenameTable = z.infer<typeof tableSchema>
export type Dump = Readonly<Record<string, Json>>

/** @throws ZodError when it is no table. */
export function parseTable(text: string): RenameTable {
  return tableSchema.parse(JSON.parse(text))
}

export interface Renames {
  /** The older dump as the newer version would answer. */
  renamed(dump: Dump): Dump
  /** A dump without what is excluded. */
  compared(dump: Dump): Dump
  /** Rules that nothing has matched so far. */
  unused(): readonly object[]
}

export function createRenames(table: RenameTable): Renames {
  const used = new Set<object>()
  const use = <Rule extends object>(rule: Rule | undefined): Rule | undefined => {
    if (rule !== undefined) used.add(rule)
    return rule
  }
  const keys = table.keys.map(withPattern)
  const values = table.values.map(withPattern)
  const excluded = table.excluded.map(withPattern)

  const rename = (route: string, value: Json, path: readonly string[]): Json => {
    if (isArray(value)) return value.map((each, index) => rename(route, each, [...path, String(index)]))
    if (isObject(value)) {
      const entries = Object.entries(value).map(([key, inside]) => {
        const found = keys.find(({ rule, fits }) => rule.from === key && fits(route, path))
        const name = use(found?.rule)?.to ?? key
        return [name, rename(route, inside, [...path, name])] as const
      })
      if (new Set(entries.map(([name]) => name)).size < entries.length)
        throw new Error(`two keys get one name in ${route} ${path.join('.')}`)
      return Object.fromEntries(entries)
    }
    return values.reduce((renamed: Json, { rule, fits }) => {
      if ('part' in rule) {
        if (typeof renamed !== 'string' || !renamed.includes(rule.from) || !fits(route, path)) return renamed
        use(rule)
        return renamed.replaceAll(rule.from, rule.to)
      }
      return renamed === rule.from && fits(route, path) ? (use(rule)?.to ?? null) : renamed
    }, value)
  }

  const without = (route: string, value: Json, path: readonly string[]): Json => {
    if (isArray(value)) return value.map((each, index) => without(route, each, [...path, String(index)]))
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inside]) => {
        const inner = [...path, key]
        const rule = use(excluded.find(({ fits }) => fits(route, inner))?.rule)
        return rule === undefined ? [[key, without(route, inside, inner)]] : []
      }),
    )
  }

  return {
    renamed: (dump) =>
      Object.fromEntries(
        Object.entries(dump).map(([request, answer]) => {
          const renamed = renamedRequest(request, table.requests, use)
          return [renamed, rename(routeOf(renamed), answer, [])]
        }),
      ),
    compared: (dump) =>
      Object.fromEntries(
        Object.entries(dump).map(([request, answer]) => [request, without(routeOf(request), answer, [])]),
      ),
    unused: () =>
      [...table.requests, ...table.keys, ...table.values, ...table.excluded].filter((rule) => !used.has(rule)),
  }
}

/** `/v1/worklist` of `GET /v1/worklist?due=… (all)`. */
export function routeOf(request: string): string {
  return request
    .replace(/^[A-Z]+ /, '')
    .replace(/ \(all\)$/, '')
    .replace(/\?.*$/, '')
}

function renamedRequest(
  request: string,
  rules: RenameTable['requests'],
  use: <Rule extends object>(rule: Rule | undefined) => Rule | undefined,
): string {
  const route = routeOf(request)
  const start = request.indexOf(route)
  const before = request.slice(0, start)
  const after = request.slice(start + route.length)
  const moved = use(rules.find(({ from }) => route === from || route.startsWith(`${from}/`)))
  const parameters = after.replaceAll(/[^?&]+?(?=$|&| \(all\)$)/g, (parameter) => {
    const rule = use(rules.find(({ from }) => from === parameter))
    return rule?.to ?? parameter
  })
  return before + (moved === undefined ? route : moved.to + route.slice(moved.from.length)) + parameters
}

function withPattern<Rule extends { readonly request?: string | undefined; readonly path: string }>(rule: Rule) {
  const request = rule.request === undefined ? null : patternOf(rule.request, '/')
  const path = patternOf(rule.path, '.')
  const fits = (route: string, steps: readonly string[]) =>
    (request === null || request.test(route)) && path.test(steps.join('.'))
  return { rule, fits }
}

function patternOf(glob: string, separator: '.' | '/'): RegExp {
  const step = separator === '.' ? '[^.]+' : '[^/]+'
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const steps = glob.split(separator)
  const source = steps
    .map((text, index) => {
      const between = index === 0 || steps[index - 1] === '**' ? '' : literal(separator)
      if (text !== '**') return between + (text === '*' ? step : literal(text))
      const any = `(?:${step}${literal(separator)})*`
      // The last one takes the step after the separator too.
      if (index === steps.length - 1) return index === 0 ? '.*' : `(?:${literal(separator)}.*)?`
      return between + any
    })
    .join('')
  return new RegExp(`^${source}$`)
}
