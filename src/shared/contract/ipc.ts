import { z } from 'zod'
import type { AgentStatus, MyDay, SentRecord } from './clients.ts'
import type { HiddenWorkRow, Page, PanelAnswer, SpanRow, TouchRow } from './reports.ts'
import { ratings, ruleSetSchema, type RuleSet } from './ruleset.ts'
import { hiddenKinds, presences } from './work.ts'

/** Most rows a window may ask for in one page. */
export const MAX_PAGE_ROWS = 500

const epochMs = z.number().int().min(0).max(8_640_000_000_000_000)
const name = z.string().max(200)
const nothing = z.null()

/** One rating, or several with commas. */
const ratingList = z.string().regex(new RegExp(`^(${ratings.join('|')})(,(${ratings.join('|')}))*$`))

const slice = { from: epochMs, to: epochMs, team: name.optional(), user: name.optional(), payer: name.optional() }
const paging = { limit: z.number().int().min(1).max(MAX_PAGE_ROWS).optional(), cursor: z.string().max(1000).optional() }

/**
 * Every call a window of the desktop app can make, with the schema its argument must pass in the main process. Channels that take
 * nothing are called with null.
 */
export const ipcChannels = {
  'team.panel': { request: z.strictObject(slice) },
  'team.spans': {
    request: z.strictObject({
      ...slice,
      ...paging,
      presence: z.enum(presences).optional(),
      activity: name.optional(),
      rating: ratingList.optional(),
      hiddenKind: z.enum([...hiddenKinds, 'any']).optional(),
      denial: z.literal('none').optional(),
    }),
  },
  'team.touches': { request: z.strictObject({ ...slice, ...paging }) },
  'team.hiddenWork': { request: z.strictObject({ ...slice, ...paging, kind: z.enum(hiddenKinds).optional() }) },
  'team.rules': { request: nothing },
  'team.publishRules': { request: z.strictObject({ rules: ruleSetSchema, baseVersion: z.number().int().min(0) }) },
  'myDay.status': { request: nothing },
  'myDay.day': { request: z.strictObject({ from: epochMs, to: epochMs }) },
  'myDay.sent': {
    request: z.strictObject({
      before: z.number().int().min(1).optional(),
      limit: z.number().int().min(1).max(MAX_PAGE_ROWS),
    }),
  },
  'myDay.pause': { request: nothing },
  'myDay.resume': { request: nothing },
} as const

export type IpcChannel = keyof typeof ipcChannels
export type IpcRequest<Channel extends IpcChannel> = z.output<(typeof ipcChannels)[Channel]['request']>

/** What each channel answers. */
interface IpcResponses {
  'team.panel': PanelAnswer
  'team.spans': Page<SpanRow>
  'team.touches': Page<TouchRow>
  'team.hiddenWork': Page<HiddenWorkRow>
  'team.rules': RuleSet
  'team.publishRules': RuleSet
  'myDay.status': AgentStatus
  'myDay.day': MyDay
  'myDay.sent': readonly SentRecord[]
  'myDay.pause': AgentStatus
  'myDay.resume': AgentStatus
}
export type IpcResponse<Channel extends IpcChannel> = IpcResponses[Channel]

/** Main's half: one function a channel. A type that names every channel makes a missing handler a compile error. */
export type IpcHandlers = {
  readonly [Channel in IpcChannel]: (request: IpcRequest<Channel>) => Promise<IpcResponse<Channel>>
}
