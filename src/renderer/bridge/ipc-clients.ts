import type { ShellBridge } from '../../shared/contract/bridge.ts'
import { ClientProblem, type MyDayClient } from '../../shared/contract/clients.ts'
import {
  type TeamClient,
  type ReadAnswer,
  type ReadParams,
  type TeamRead,
  type TeamWrite,
  type WriteAnswer,
  type WriteBody,
  type WriteParams,
} from '../../shared/contract/team-calls.ts'
import type { LoadFile } from './load-file.ts'
import type { IpcChannel, IpcRequest, IpcResponse } from '../../shared/contract/ipc.ts'

/** One typed call over the bridge. @throws ClientProblem when main answers with a problem */
async function call<Channel extends IpcChannel>(
  bridge: ShellBridge,
  channel: Channel,
  argument: IpcRequest<Channel>,
): Promise<IpcResponse<Channel>> {
  const result = await bridge.invoke(channel, argument)
  if (!result.ok) {
    const { errors, ...problem } = result.problem
    throw new ClientProblem({ ...problem, ...(errors && { errors }) })
  }
  // Both ends use the same channel map, and main is trusted.
  return result.value as IpcResponse<Channel>
}

/** The API, called through the desktop app's main process. */
export function ipcTeamClient(bridge: ShellBridge): TeamClient {
  return {
    // Both ends use the same table of calls; main validates the parameters again.
    read: async <Name extends TeamRead>(name: Name, params: ReadParams<Name>) =>
      (await call(bridge, 'team.read', { name, params })) as ReadAnswer<Name>,
    write: async <Name extends TeamWrite>(name: Name, params: WriteParams<Name>, body: WriteBody<Name>) =>
      (await call(bridge, 'team.write', { name, params, body })) as WriteAnswer<Name>,
  }
}

/** The agent on this computer. */
export function ipcMyDayClient(bridge: ShellBridge): MyDayClient {
  return {
    status: () => call(bridge, 'myDay.status', null),
    day: (query) => call(bridge, 'myDay.day', query),
    sent: (query) => call(bridge, 'myDay.sent', query),
    lookedAt: (query) => call(bridge, 'myDay.lookedAt', query),
    name: (naming) => call(bridge, 'myDay.name', naming),
    withdraw: (request) => call(bridge, 'myDay.withdraw', request),
    markPrivate: (request) => call(bridge, 'myDay.markPrivate', request),
    offerWindow: (window) => call(bridge, 'myDay.offerWindow', window),
    annotate: (request) => call(bridge, 'myDay.annotate', request),
    withdrawAnnotation: (request) => call(bridge, 'myDay.withdrawAnnotation', request),
    policy: () => call(bridge, 'myDay.policy', null),
    notice: () => call(bridge, 'myDay.notice', null),
    acknowledgeNotice: (read) => call(bridge, 'myDay.acknowledgeNotice', read),
    pause: (request) => call(bridge, 'myDay.pause', request),
    resume: () => call(bridge, 'myDay.resume', null),
    saveOwnData: () => call(bridge, 'myDay.saveOwnData', null),
    saveSupportBundle: () => call(bridge, 'support.save', null),
  }
}

/** Saves a file of the endpoint in a folder that the user chooses. */
export function ipcLoadFile(bridge: ShellBridge): LoadFile {
  return (name, params, as) => call(bridge, 'file.load', { name, params, as })
}

/** Saves a text as a file in a folder that the user chooses. */
export function ipcSaveFile(bridge: ShellBridge): (name: string, text: string) => Promise<boolean> {
  return (name, text) => call(bridge, 'file.save', { name, text })
}
