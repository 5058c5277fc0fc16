import type { ShellBridge } from '../../shared/contract/bridge.ts'
import { ClientProblem, type MyDayClient, type TeamClient } from '../../shared/contract/clients.ts'
import type { IpcChannel, IpcRequest, IpcResponse } from '../../shared/contract/ipc.ts'
import type {
  ReadAnswer,
  ReadParams,
  TeamRead,
  TeamWrite,
  WriteAnswer,
  WriteBody,
  WriteParams,
} from '../../shared/contract/team-calls.ts'

/** One typed call over the bridge. @throws ClientProblem what main answered instead of a value. */
async function call<Channel extends IpcChannel>(
  bridge: ShellBridge,
  channel: Channel,
  argument: IpcRequest<Channel>,
): Promise<IpcResponse<Channel>> {
  const result = await bridge.invoke(channel, argument)
  if (!result.ok) throw new ClientProblem(result.problem)
  // Both ends are typed from one channel map; what main answers is its own, not a stranger's.
  return result.value as IpcResponse<Channel>
}

/** The endpoint, asked by the desktop app's main process. */
export function ipcTeamClient(bridge: ShellBridge): TeamClient {
  return {
    // The table of calls types both ends; main checks the parameters again.
    read: async <Name extends TeamRead>(name: Name, params: ReadParams<Name>) =>
      (await call(bridge, 'team.read', { name, params })) as ReadAnswer<Name>,
    write: async <Name extends TeamWrite>(name: Name, params: WriteParams<Name>, body: WriteBody<Name>) =>
      (await call(bridge, 'team.write', { name, params, body })) as WriteAnswer<Name>,
  }
}

/** The agent of this very computer. */
export function ipcMyDayClient(bridge: ShellBridge): MyDayClient {
  return {
    status: () => call(bridge, 'myDay.status', null),
    day: (query) => call(bridge, 'myDay.day', query),
    sent: (query) => call(bridge, 'myDay.sent', query),
    name: (naming) => call(bridge, 'myDay.name', naming),
    withdraw: (request) => call(bridge, 'myDay.withdraw', request),
    pause: () => call(bridge, 'myDay.pause', null),
    resume: () => call(bridge, 'myDay.resume', null),
    saveSupportBundle: () => call(bridge, 'support.save', null),
  }
}

/** Saves a table as a file, where the user says. */
export function ipcSaveFile(bridge: ShellBridge): (name: string, text: string) => Promise<boolean> {
  return (name, text) => call(bridge, 'file.save', { name, text })
}
