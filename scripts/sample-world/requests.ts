/** `/v1/worklist` of `GET /v1/worklist?due=… (all)`. */
export function routeOf(request: string): string {
  return request
    .replace(/^[A-Z]+ /, '')
    .replace(/ \(all\)$/, '')
    .replace(/\?.*$/, '')
}

/** `by=user` and `due=` of `GET /v1/worklist?by=user&due= (all)`. */
export function parametersOf(request: string): string[] {
  const [, query] = request.replace(/ \(all\)$/, '').split('?', 2)
  return query === undefined ? [] : query.split('&')
}
