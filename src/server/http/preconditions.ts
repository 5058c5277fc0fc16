import type { FastifyRequest } from 'fastify'
import { problem } from '../errors/problem.ts'

/** Versions in `"3"`, `W/"3"` or a list of them. */
export function versionsIn(header: string | undefined): number[] {
  return [...(header ?? '').matchAll(/"?(\d{1,9})"?/g)].map((match) => Number(match[1]))
}

/**
 * The version If-Match names; undefined without one.
 * @throws HttpProblem 400 `bad_parameter`
 */
export function versionNamed(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return undefined
  const [version] = versionsIn(header)
  if (version === undefined) throw problem(400, 'bad_parameter', 'If-Match is not a version.')
  return version
}
