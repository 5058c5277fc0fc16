import { ClientProblem } from '../../shared/contract/index.ts'
import type { IpcHandlers, TeamClient } from '../../shared/contract/index.ts'
import type { Agent } from '../agent.ts'

/** What a window's calls do. @param team null without a supervisor's token: then the team channels answer a problem. */
export const windowHandlers = (agent: Agent, team: TeamClient | null): IpcHandlers => {
  const asSupervisor = (): TeamClient => {
    if (team !== null) return team
    throw new ClientProblem({
      code: 'no_supervisor_token',
      status: 401,
      detail: 'This computer has no supervisor access: the app was started without a supervisor token.',
    })
  }
  return {
    'team.panel': async (query) => asSupervisor().panel(query),
    'team.spans': async (query) => asSupervisor().spans(query),
    'team.touches': async (query) => asSupervisor().touches(query),
    'team.hiddenWork': async (query) => asSupervisor().hiddenWork(query),
    'team.rules': async () => asSupervisor().rules(),
    'team.publishRules': async ({ rules, baseVersion }) => asSupervisor().publishRules(rules, baseVersion),
    'myDay.status': async () => agent.status(),
    'myDay.day': async (query) => agent.day(query),
    'myDay.sent': async (query) => agent.sent(query),
    'myDay.pause': async () => agent.pause(),
    'myDay.resume': async () => agent.resume(),
  }
}
