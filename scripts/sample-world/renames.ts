import { literalPattern } from '../../src/shared/literal-pattern.ts'
import { z } from 'zod'
import { isArray, isObject, textIn, type Json } from './ask.ts'
import { parametersOf, routeOf } from './requests.ts'

// docs/renamed-keys.json: what may differ between the dump of an older version and the dump of a newer one. Requests and paths are written
// with the new names, for rows by id as `rows.ID`. In a path `*` stands for one step or a part of it, `**` for any number of steps. Without a
// request a rule is for every answer.

const why = z.string().min(1)
const place = { request: z.string().optional(), path: z.string() }
/** Limits a rule to questions with this parameter, `by=day` or `payer=*`. */
const asked = { parameter: z.string().optional() }
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
  /** In both dumps a text that matches the pattern becomes `to`, `$1` being its first group. */
  spellings: z.array(z.strictObject({ ...place, pattern: z.string().min(1), to: z.string(), why })).default([]),
  /** Lists of rows with an id: their rows are compared by that id, whatever their order. */
  byId: z.array(z.strictObject({ request: z.string(), path: z.string(), why })).default([]),
  /** Only the newer dump may have it: a key or a row, without a path a question. */
  added: z
    .array(z.strictObject({ ...place, ...asked, request: z.string(), path: z.string().default(''), why }))
    .default([]),
  /** Left out of both dumps. */
  excluded: z.array(z.strictObject({ ...place, ...asked, why })),
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
  /** A dump without what is excluded, its texts spelled alike and its rows by id. */
  compared(dump: Dump): Dump
  /** Whether only the newer dump has it, and may. */
  isAdded(difference: { readonly request: string; readonly path: string; readonly older: Json | undefined }): boolean
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
  const excluded = table.excluded.map(withParameter)
  const spellings = table.spellings.map((rule) => ({ ...withPattern(rule), pattern: new RegExp(rule.pattern) }))
  const byId = table.byId.map(withPattern)
  const added = table.added.map(withParameter)

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

  const comparable = (request: string, value: Json, path: readonly string[]): Json => {
    const route = routeOf(request)
    if (isArray(value)) {
      const rule = use(byId.find(({ fits }) => fits(route, path))?.rule)
      if (rule !== undefined) return comparable(request, rowsById(value), path)
      return value.map((each, index) => comparable(request, each, [...path, String(index)]))
    }
    if (isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, inside]) => {
          const inner = [...path, key]
          const rule = use(excluded.find(({ fits, asks }) => fits(route, inner) && asks(request))?.rule)
          return rule === undefined ? [[key, comparable(request, inside, inner)]] : []
        }),
      )
    }
    if (typeof value !== 'string') return value
    const spelling = spellings.find(({ pattern, fits }) => pattern.test(value) && fits(route, path))
    return spelling === undefined ? value : value.replace(spelling.pattern, (use(spelling.rule) ?? spelling.rule).to)
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
      Object.fromEntries(Object.entries(dump).map(([request, answer]) => [request, comparable(request, answer, [])])),
    isAdded: ({ request, path, older }) => {
      if (older !== undefined) return false
      const steps = path === '' ? [] : path.split('.')
      return use(added.find(({ fits, asks }) => asks(request) && fits(routeOf(request), steps))?.rule) !== undefined
    },
    unused: () =>
      [table.requests, table.keys, table.values, table.spellings, table.byId, table.added, table.excluded]
        .flat()
        .filter((rule) => !used.has(rule)),
  }
}

/** @throws Error when a row has no id, or another one's. */
function rowsById(rows: readonly Json[]): Json {
  const named = rows.filter(isObject).map((row) => [textIn(row, 'id'), row] as const)
  const byId = Object.fromEntries(named)
  if (Object.keys(byId).length < rows.length) throw new Error('rows by id need an id of their own each')
  return byId
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

function withParameter<
  Rule extends {
    readonly request?: string | undefined
    readonly path: string
    readonly parameter?: string | undefined
  },
>(rule: Rule) {
  const pattern = rule.parameter === undefined ? null : patternOf(rule.parameter, '&')
  const asks = (request: string) => pattern === null || parametersOf(request).some((each) => pattern.test(each))
  return { ...withPattern(rule), asks }
}

function patternOf(glob: string, separator: '.' | '/' | '&'): RegExp {
  const step = `[^${separator}]+`
  const part = `[^${separator}]*`
  const steps = glob.split(separator)
  const source = steps
    .map((text, index) => {
      const between = index === 0 || steps[index - 1] === '**' ? '' : literalPattern(separator)
      if (text === '*') return between + step
      if (text !== '**') return between + text.split('*').map(literalPattern).join(part)
      const any = `(?:${step}${literalPattern(separator)})*`
      // The last one takes the step after the separator too.
      if (index === steps.length - 1) return index === 0 ? '.*' : `(?:${literalPattern(separator)}.*)?`
      return between + any
    })
    .join('')
  return new RegExp(`^${source}$`)
}
