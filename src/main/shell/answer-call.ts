import {
  ClientProblem,
  ipcChannels,
  type IpcChannel,
  type IpcHandlers,
  type IpcProblem,
  type IpcRequest,
  type IpcResult,
} from '../../shared/contract/index.ts'

/** Handles one call whose sender was checked. Never throws. */
export const answerCall = async (
  handlers: IpcHandlers,
  channel: unknown,
  argument: unknown,
  onFailure: (channel: string, errorName: string) => void,
): Promise<IpcResult<unknown>> => {
  if (!isChannel(channel)) return refuse({ code: 'unknown_channel', status: 404, detail: 'Unknown call.' })
  const parsed = ipcChannels[channel].request.safeParse(argument)
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      pointer: issue.path.map((part) => `/${String(part)}`).join(''),
      detail: issue.message,
    }))
    return refuse({ code: 'bad_request', status: 400, detail: 'The call has invalid values.', errors })
  }
  try {
    return { ok: true, value: await callHandler(handlers, channel, parsed.data) }
  } catch (error) {
    if (error instanceof ClientProblem) {
      const { code, status, message: detail, errors } = error
      return refuse({ code, status, detail, errors })
    }
    onFailure(channel, error instanceof Error ? error.name : typeof error)
    return refuse({ code: 'internal', status: 500, detail: 'Something went wrong in the app. Please try again.' })
  }
}

const callHandler = <Channel extends IpcChannel>(handlers: IpcHandlers, channel: Channel, request: unknown) =>
  // The channel's own schema has just parsed this request.
  handlers[channel](request as IpcRequest<Channel>)

const isChannel = (channel: unknown): channel is IpcChannel =>
  typeof channel === 'string' && Object.hasOwn(ipcChannels, channel)

export const refuse = (problem: IpcProblem): IpcResult<never> => ({ ok: false, problem })
