import {
  ClientProblem,
  type IpcHandlers,
  type ReadParams,
  type TeamClient,
  type WriteBody,
  type WriteParams,
} from '../../shared/contract/index.ts'
import type { Agent } from '../agent.ts'

/** Handlers for a window's calls. @param team null without a supervisor token: the team channels then answer a problem. */
export const windowHandlers = (
  agent: Agent,
  team: TeamClient | null,
  saveFile: (name: string, text: string) => Promise<boolean>,
  saveSupportBundle: (name: string, text: string) => Promise<boolean>,
): IpcHandlers => {
  const asSupervisor = (): TeamClient => {
    if (team !== null) return team
    throw new ClientProblem({
      code: 'no_supervisor_token',
      status: 401,
      detail: "You don't have access. Ask your supervisor.",
    })
  }
  return {
    // The channel's schema has checked the parameters against the named call.
    'team.read': async ({ name, params }) => asSupervisor().read(name, params as ReadParams<typeof name>),
    'team.write': async ({ name, params, body }) =>
      asSupervisor().write(name, params as WriteParams<typeof name>, body as WriteBody<typeof name>),
    'file.save': async ({ name, text }) => saveFile(name, text),
    'myDay.status': async () => agent.status(),
    'myDay.day': async (query) => agent.day(query),
    'myDay.sent': async (query) => agent.sent(query),
    'myDay.name': async (naming) => agent.saveManualTime(naming),
    'myDay.withdraw': async ({ id }) => agent.withdrawManualTime(id),
    'myDay.pause': async () => agent.pause(),
    'myDay.resume': async () => agent.resume(),
    'support.save': async () => {
      const bundle = agent.supportBundle()
      const day = new Date(bundle.madeAt).toISOString().slice(0, 10)
      return saveSupportBundle(`touchledger-support-${day}.json`, `${JSON.stringify(bundle, null, 2)}\n`)
    },
  }
}
