import { describe, expect, it } from 'vitest'
import type { ActiveWindow } from '../../src/main/capture/ports.ts'
import { sql } from '../../src/server/database/sql.ts'
import type {
  HiddenWorkRow,
  MetricAnswer,
  Page,
  PanelAnswer,
  RibbonsAnswer,
  SpanRow,
  TouchRow,
} from '../../src/shared/contract/index.ts'
import { unpackRibbons } from '../../src/shared/touches/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { Desk, account, enrollCode, notes, until } from './support/desk.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

const desktop: ActiveWindow = { app: 'mstsc', title: '10.0.0.5 - Remote Desktop Connection', url: null }
const intranet: ActiveWindow = { app: 'msedge', title: 'Phone list', url: 'https://intranet.example/phones' }

describe.each(storesOfPlainSql)(
  'a workstation that shows a remote desktop, and an agent inside, on the %s store',
  (store) => {
    it('counts what the agent inside saw, whichever stretch began later', async () => {
      // Seven minutes before a quarter hour, which cuts stretches on both.
      const begin = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE - 187 * MINUTE
      const [outside, inside] = [await Desk.at(begin), await Desk.at(begin)]
      const endpoint = await freshEndpoint(store, { now: () => outside.clock.now() })
      cleanUps.push(
        endpoint.close,
        () => outside.leave(),
        () => inside.leave(),
      )
      for (const desk of [outside, inside]) {
        await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Ana') })
      }
      // Both clocks have advanced alike before anything is sent.
      outside.work(desktop, 5 * MINUTE)
      outside.work(intranet, 1 * MINUTE)
      // Began after the account inside was opened.
      outside.work(desktop, 3 * MINUTE)
      outside.work(intranet, 1 * MINUTE)
      // Began after the notes inside were opened, and goes on when the session has ended.
      outside.work(desktop, 5 * MINUTE)
      inside.work(account('PCN-20418'), 8 * MINUTE)
      inside.work(notes, 4 * MINUTE)
      inside.power.tell('shutdown')
      inside.clock.advance(3 * MINUTE)
      outside.power.tell('shutdown')
      for (const desk of [outside, inside]) {
        await until(() => desk.agent?.status().backlog === 0, 'everything is delivered')
      }

      const period = `from=${begin - 60 * MINUTE}&to=${begin + 60 * MINUTE}`
      const get = async <Body>(path: string) => (await ask<Body>(endpoint, `${path}${period}`)).body
      const byActivity = await get<MetricAnswer>('/v1/metrics/active_minutes?by=activity&')
      expect(Object.fromEntries(byActivity.rows.map(({ key, value }) => [key, value]))).toEqual({
        account_review: 7,
        documentation: 3,
        // Two on the intranet, three on the remote desktop after the session inside.
        unclassified: 5,
      })
      const { rows: touches } = await get<Page<TouchRow>>('/v1/touches?')
      expect(touches.map(({ activeMs }) => activeMs)).toEqual([7 * MINUTE])
      const { rows: hidden } = await get<Page<HiddenWorkRow>>('/v1/hidden-work?')
      expect(hidden.map(({ kind, ms }) => [kind, ms])).toEqual([['manual_documentation', 3 * MINUTE]])
      const panel = await get<PanelAnswer>('/v1/panel?')
      expect([panel.totals.activeMs, panel.totals.hiddenMs]).toEqual([15 * MINUTE, 3 * MINUTE])

      const [ribbon] = unpackRibbons(await get<RibbonsAnswer>(`/v1/panel/ribbons?users=${panel.people[0]?.id}&`))
      const minuteOf = (instant: number) => (instant - begin) / MINUTE
      expect(
        (ribbon?.segments ?? []).map(({ activity, startedAt, endedAt }) => [
          activity,
          minuteOf(startedAt),
          minuteOf(endedAt),
        ]),
      ).toEqual([
        ['account_review', 0, 5],
        ['unclassified', 5, 6],
        ['account_review', 6, 8],
        ['documentation', 8, 9],
        ['unclassified', 9, 10],
        ['documentation', 10, 12],
        ['unclassified', 12, 15],
      ])

      // What was recorded is listed whole, and the endpoint knows no more of the remote desktop than that.
      const { rows: spans } = await get<Page<SpanRow>>('/v1/spans?limit=200&')
      expect(spans.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)).toBe(27 * MINUTE)
      const stored = await endpoint.database.query<{ app: string | null; remote: boolean }>(
        sql`select distinct app, remote from spans order by app, remote`,
      )
      expect(stored.map(({ app, remote }) => [app, remote])).toEqual([
        ['excel', false],
        ['hyperspace', false],
        // Unclassified windows, the intranet and the remote desktop: their programs stay on the computer.
        [null, false],
        [null, true],
      ])
    })
  },
)
