import type { z } from 'zod'
import { auditRoutes } from '../../shared/contract/routes/audit.ts'
import { requestOf } from '../../shared/contract/routes/route.ts'
import { ClientProblem, MAX_PAGE_ROWS } from '../../shared/contract/index.ts'
import { parseJson, problemOf } from './answers.ts'
import type { HttpAnswer } from './http.ts'

const route = auditRoutes.deviceLookedAt

/** Path and query by which a device asks who looked. */
export const looksPath = (cursor: string | undefined): string =>
  requestOf(route, { limit: MAX_PAGE_ROWS, cursor }, null).path

/** The page in an answer. @throws ClientProblem as `LooksSource` */
export const looksOf = (answer: HttpAnswer): z.output<typeof route.answer> => {
  if (answer.kind === 'failed') throw unreachable()
  if (answer.status !== 200) {
    const problem = problemOf(answer)
    throw new ClientProblem({
      code: problem?.code ?? 'failed',
      status: answer.status,
      detail:
        answer.status === 404
          ? 'The endpoint is older than this app and does not say who looked.'
          : (problem?.detail ?? `The endpoint answered with status ${answer.status}.`),
    })
  }
  const page = route.answer.safeParse(parseJson(answer.text))
  if (page.success) return page.data
  throw unreachable()
}

const unreachable = () =>
  new ClientProblem({
    code: 'endpoint_unreachable',
    status: 0,
    detail:
      'The endpoint cannot be reached now. Who looked is kept there, not on this computer. Please try again later.',
  })
