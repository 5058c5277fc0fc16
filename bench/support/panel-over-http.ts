import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEndpoint } from '../../src/server/start-endpoint.ts'
import type { PanelAnswer } from '../../src/shared/contract/reports.ts'
import { reportRoutes } from '../../src/shared/contract/routes/reports.ts'
import { type AnswerOf, type ParamsOf, requestOf, type Route } from '../../src/shared/contract/routes/route.ts'
import { ask } from '../../tests/server/support/device.ts'
import type { BenchResult } from '../result.ts'
import { midnightOf, NOW, WORLD_END } from './panel-world.ts'
import { aimed, millisecondsOf } from './questions.ts'

const TOKEN = 'bench-admin-token-0123456789'
const WEEK = { from: midnightOf(4), to: WORLD_END }
/** A screen asks for the days of this many people at once. */
const RIBBONS = 25
/** How long somebody reads an answer before asking for another one, on average. */
const READING_MS = 5000

type Params = ParamsOf<typeof reportRoutes.panel>

/** Filters, all different: everybody, each team, each payer, each payer of a team, and then one person after the other. */
function differentFilters(users: readonly string[], number: number): Params[] {
  const teams = Array.from({ length: 12 }, (_, team) => `Team ${String(team + 1).padStart(2, '0')}`)
  const payers = ['', ...Array.from({ length: 5 }, (_, payer) => `Payer ${payer}`)]
  return [
    {},
    ...teams.map((team) => ({ team })),
    ...payers.map((payer) => ({ payer })),
    ...teams.flatMap((team) => payers.map((payer) => ({ team, payer }))),
    ...users.map((user) => ({ user })),
  ].slice(0, number)
}

/**
 * The panel of a week as a browser loads it: the numbers, then the days of the people in view. Each time with another filter and without a
 * cached answer; by one person after the other, by eight who read what they asked for, and by eight who ask without a pause.
 */
export async function panelOverHttp(databaseUrl: string, number: number): Promise<readonly BenchResult[]> {
  const endpoint = await startEndpoint({
    databaseUrl,
    port: 0,
    adminToken: TOKEN,
    logLevel: 'silent',
    now: () => NOW,
    cacheExpensiveAnswersMs: null,
  })
  const get = async <R extends Route>(route: R, params: ParamsOf<R>): Promise<AnswerOf<R>> => {
    const { path } = requestOf(route, params, null)
    const { status, body } = await ask<AnswerOf<R>>({ url: endpoint.url, adminToken: TOKEN }, path)
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    return body
  }
  const load = async (filter: Params): Promise<PanelAnswer> => {
    const panel = await get(reportRoutes.panel, { ...WEEK, ...filter })
    const users = panel.people.slice(0, RIBBONS).map(({ id }) => id)
    const day = { from: Math.max(WEEK.from, panel.ribbonFrom), to: Math.min(WEEK.to, panel.ribbonTo) }
    if (users.length > 0) await get(reportRoutes.ribbons, { ...day, users: users.join(',') })
    return panel
  }
  try {
    // The first one also opens the connections.
    const panel = await load({})
    const users = panel.people.map(({ id }) => id)
    const timesOf = async (atOnce: number, readingMs = 0): Promise<number[]> => {
      const left = differentFilters(users, number)
      const times: number[] = []
      const person = async () => {
        for (let filter = left.shift(); filter; filter = left.shift()) {
          const asked = filter
          // Exponential, as for people who do not wait for each other; the same in each run.
          const reading = -Math.log(1 - ((left.length * 0.618034) % 1)) * readingMs
          await sleep(reading)
          times.push(await millisecondsOf(() => load(asked)))
        }
      }
      await Promise.all(Array.from({ length: atOnce }, person))
      return times
    }
    const alone = aimed('panel over HTTP, a week, different filters', await timesOf(1))
    const people = aimed('panel over HTTP, a week, different filters, 8 people', await timesOf(8, READING_MS))
    const together = aimed('panel over HTTP, a week, different filters, 8 people without a pause', await timesOf(8))
    const started = performance.now()
    reportRoutes.panel.answer.parse(panel)
    const validation = `answers are served without validation, which would take ${(performance.now() - started).toFixed(1)} ms for everybody's week`
    return [{ ...alone, notes: [...alone.notes, validation] }, people, together]
  } finally {
    await endpoint.close()
  }
}
