import { BrowserWindow, ipcMain } from 'electron'
import { ClientProblem, ipcChannels } from '../../shared/contract/index.ts'
import { IPC_CHANGED, IPC_INVOKE } from '../../shared/contract/index.ts'
import type { IpcChannel, IpcHandlers, IpcProblem, IpcRequest, IpcResult } from '../../shared/contract/index.ts'
import { isOwnPage } from './hardening.ts'

// The only file of main that touches Electron's untyped channels.

/**
 * Serves the calls of our own pages: each sender is checked, each argument parsed. Returns how to stop.
 * @param onFailure told of an error that is no problem to show, by channel and error name: a message could quote what was recorded
 */
export const serveWindows = (
  handlers: IpcHandlers,
  onFailure: (channel: string, errorName: string) => void,
): (() => void) => {
  ipcMain.handle(IPC_INVOKE, async (event, channel: unknown, argument: unknown) => {
    if (!isOwnPage(event.senderFrame)) return refuse({ code: 'forbidden', status: 403, detail: 'Not for this page.' })
    return answerCall(handlers, channel, argument, onFailure)
  })
  return () => ipcMain.removeHandler(IPC_INVOKE)
}

/** Tells every window that the journal or the agent's state changed. */
export const tellWindows = (): void => {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.webContents.isLoading()) window.webContents.send(IPC_CHANGED)
  }
}

/** One call, after its sender was checked. Never throws. */
export const answerCall = async (
  handlers: IpcHandlers,
  channel: unknown,
  argument: unknown,
  onFailure: (channel: string, errorName: string) => void,
): Promise<IpcResult<unknown>> => {
  if (!isChannel(channel)) return refuse({ code: 'unknown_channel', status: 404, detail: 'No such call.' })
  const parsed = ipcChannels[channel].request.safeParse(argument)
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      pointer: issue.path.map((part) => `/${String(part)}`).join(''),
      detail: issue.message,
    }))
    return refuse({ code: 'bad_request', status: 400, detail: 'The call is not as it must be.', errors })
  }
  try {
    return { ok: true, value: await callHandler(handlers, channel, parsed.data) }
  } catch (error) {
    if (error instanceof ClientProblem) {
      const { code, status, message: detail, errors } = error
      return refuse({ code, status, detail, errors })
    }
    onFailure(channel, error instanceof Error ? error.name : typeof error)
    return refuse({ code: 'internal', status: 500, detail: 'Something went wrong in the app.' })
  }
}

const callHandler = <Channel extends IpcChannel>(handlers: IpcHandlers, channel: Channel, request: unknown) =>
  // What the channel's own schema has just let through is that channel's request.
  handlers[channel](request as IpcRequest<Channel>)

const isChannel = (channel: unknown): channel is IpcChannel =>
  typeof channel === 'string' && Object.hasOwn(ipcChannels, channel)

const refuse = (problem: IpcProblem): IpcResult<never> => ({ ok: false, problem })
