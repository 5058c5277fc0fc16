import { isArray, isObject, type Api, type Json } from './ask.ts'

/** What a version of the endpoint calls its routes and values, as its OpenAPI document lists them. */
export interface Version {
  /** The first of these routes that the version has. @throws Error when it has none. */
  route(...names: readonly string[]): string
  /** The values a query parameter takes; empty for free text. */
  valuesOf(route: string, parameter: string): readonly string[]
}

export async function readVersion(api: Api): Promise<Version> {
  const document = await api.get('/openapi.json')
  const paths = isObject(document) ? document['paths'] : undefined
  if (!isObject(paths)) throw new Error('the endpoint answers no OpenAPI document')
  return {
    route: (...names) => {
      const found = names.find((name) => name in paths)
      if (found === undefined) throw new Error(`the endpoint has no route ${names.join(', ')}`)
      return found
    },
    valuesOf: (route, parameter) => {
      const operation = at(paths, route, 'get', 'parameters')
      const described = (isArray(operation) ? operation : []).find((each) => at(each, 'name') === parameter)
      return enumsIn(described ?? null).filter((value) => value !== '')
    },
  }
}

function at(value: Json, ...steps: readonly string[]): Json {
  return steps.reduce((inside: Json, step) => (isObject(inside) ? (inside[step] ?? null) : null), value)
}

/** Texts of every `enum` in a schema. */
function enumsIn(schema: Json): string[] {
  if (isArray(schema)) return schema.flatMap(enumsIn)
  if (!isObject(schema)) return []
  return Object.entries(schema).flatMap(([key, inside]) =>
    key === 'enum' && isArray(inside) ? inside.filter((value) => typeof value === 'string') : enumsIn(inside),
  )
}
