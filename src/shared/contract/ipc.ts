import { z } from 'zod'
import { annotationRequestSchema } from './annotation.ts'
import type { LookedAtRow } from './audit.ts'
import type { AgentStatus, MyDay, PolicyToRead, SentRecord } from './clients.ts'
import { epochMs, seq } from './fields.ts'
import { namingSchema } from './manual-time.ts'
import { noticeReadSchema, type NoticeToRead } from './notice.ts'
import { pauseRequestSchema } from './pause.ts'
import { privateTimeRequestSchema } from './private-time.ts'
import { unclassifiedWindow } from './unclassified.ts'
import type { Page } from './reports.ts'
import type { Route } from './routes/route.ts'
import {
  MAX_PAGE_ROWS,
  readSchema,
  type TeamFile,
  teamFiles,
  teamReads,
  type TeamRead,
  teamWrites,
  type TeamWrite,
} from './team-calls.ts'

const nothing = z.null()

/** The value as it was given, once it fits; its issues are passed on with their place in the whole argument. */
function checked(schema: z.ZodType, value: unknown, field: string, context: z.RefinementCtx): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return value
  for (const { path, message } of parsed.error.issues)
    context.addIssue({ code: 'custom', path: [field, ...path], message, input: null })
  return z.NEVER
}

/** A named read with a question of its own schema: no other address can be requested. */
const namedRead = z
  .strictObject({ name: z.enum(Object.keys(teamReads) as [TeamRead, ...TeamRead[]]), params: z.unknown() })
  .transform(({ name, params }, context) => ({
    name,
    params: checked(readSchema(name), params, 'params', context),
  }))
/** A JSON document that the endpoint checks as a whole, so that its answer names every error. */
const document = z.record(z.string(), z.json())
const namedWrite = z
  .strictObject({
    name: z.enum(Object.keys(teamWrites) as [TeamWrite, ...TeamWrite[]]),
    params: z.unknown(),
    body: z.unknown(),
  })
  .transform(({ name, params, body }, context) => {
    const route: Route = teamWrites[name]
    return {
      name,
      params: checked(route.params, params, 'params', context),
      body: checked(route.checkedByHandler ? document : (route.body ?? nothing), body, 'body', context),
    }
  })

/** A named file with the name that it is saved under. */
const namedFile = z
  .strictObject({
    name: z.enum(Object.keys(teamFiles) as [TeamFile, ...TeamFile[]]),
    params: z.unknown(),
    as: z.string().regex(/^[\w. -]{1,120}\.pdf$/),
  })
  .transform(({ name, params, as }, context) => ({
    name,
    params: checked(teamFiles[name].params, params, 'params', context),
    as,
  }))

/** Every call a window of the desktop app can make, with the schema for its argument. Channels without parameters are called with null. */
export const ipcChannels = {
  'team.read': { request: namedRead },
  'team.write': { request: namedWrite },
  /** Asks for a location, then saves a table. */
  'file.save': {
    request: z.strictObject({
      name: z.string().regex(/^[\w. -]{1,120}\.csv$/),
      text: z.string().max(50_000_000),
    }),
  },
  /** Loads a file from the endpoint, asks for a location and saves it: its bytes never pass through a window. */
  'file.load': { request: namedFile },
  'myDay.status': { request: nothing },
  'myDay.day': { request: z.strictObject({ from: epochMs, to: epochMs }) },
  'myDay.sent': {
    request: z.strictObject({
      before: seq.optional(),
      limit: z.number().int().min(1).max(MAX_PAGE_ROWS),
    }),
  },
  'myDay.lookedAt': { request: z.strictObject({ cursor: z.string().max(1000).optional() }) },
  /** Adds or changes manual time. */
  'myDay.name': { request: namingSchema },
  'myDay.withdraw': { request: z.strictObject({ id: z.string().min(1).max(200) }) },
  'myDay.markPrivate': { request: privateTimeRequestSchema },
  'myDay.offerWindow': { request: unclassifiedWindow },
  'myDay.annotate': { request: annotationRequestSchema },
  'myDay.withdrawAnnotation': { request: z.strictObject({ id: z.string().min(1).max(200) }) },
  'myDay.policy': { request: nothing },
  'myDay.notice': { request: nothing },
  'myDay.acknowledgeNotice': { request: noticeReadSchema },
  'myDay.pause': { request: pauseRequestSchema },
  'myDay.resume': { request: nothing },
  /** Asks for a location, then saves everything that this device holds of its person. */
  'myDay.saveOwnData': { request: nothing },
  /** Asks for a location, then saves a support bundle and shows its folder. */
  'support.save': { request: nothing },
} as const

export type IpcChannel = keyof typeof ipcChannels
export type IpcRequest<Channel extends IpcChannel> = z.output<(typeof ipcChannels)[Channel]['request']>

/** The answer of each channel. */
interface IpcResponses {
  'team.read': unknown
  'team.write': unknown
  /** False if the user canceled. */
  'file.save': boolean
  /** False if the user canceled. */
  'file.load': boolean
  'myDay.status': AgentStatus
  'myDay.day': MyDay
  'myDay.sent': readonly SentRecord[]
  'myDay.lookedAt': Page<LookedAtRow>
  'myDay.name': null
  'myDay.withdraw': null
  'myDay.markPrivate': null
  'myDay.offerWindow': null
  'myDay.annotate': null
  'myDay.withdrawAnnotation': null
  'myDay.policy': PolicyToRead
  'myDay.notice': NoticeToRead
  'myDay.acknowledgeNotice': AgentStatus
  'myDay.pause': AgentStatus
  'myDay.resume': AgentStatus
  /** False if the user canceled. */
  'myDay.saveOwnData': boolean
  /** False if the user canceled. */
  'support.save': boolean
}
export type IpcResponse<Channel extends IpcChannel> = IpcResponses[Channel]

/** Main's handlers, one per channel: the type makes a missing handler a compile error. */
export type IpcHandlers = {
  readonly [Channel in IpcChannel]: (request: IpcRequest<Channel>) => Promise<IpcResponse<Channel>>
}
