import type { ShellBridge } from '../../shared/contract/bridge.ts'
import { ClientProblem, type MyDayClient, type TeamClient } from '../../shared/contract/clients.ts'
import type { IpcChannel, IpcRequest, IpcResponse } from '../../shared/contract/ipc.ts'

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
    panel: ({ from, to, team, user, payer }) => call(bridge, 'team.panel', { from, to, team, user, payer }),
    spans: (query) => call(bridge, 'team.spans', query as IpcRequest<'team.spans'>),
    touches: (query) => call(bridge, 'team.touches', query),
    hiddenWork: (query) => call(bridge, 'team.hiddenWork', query as IpcRequest<'team.hiddenWork'>),
    rules: () => call(bridge, 'team.rules', null),
    publishRules: (rules, baseVersion) => call(bridge, 'team.publishRules', { rules, baseVersion }),
  }
}

/** The agent of this very computer. */
export function ipcMyDayClient(bridge: ShellBridge): MyDayClient {
  return {
    status: () => call(bridge, 'myDay.status', null),
    day: (query) => call(bridge, 'myDay.day', query),
    sent: (query) => call(bridge, 'myDay.sent', query),
    pause: () => call(bridge, 'myDay.pause', null),
    resume: () => call(bridge, 'myDay.resume', null),
  }
}
