import {
  ClientProblem,
  type FileParams,
  type IpcHandlers,
  type ReadParams,
  type TeamClient,
  type WriteBody,
  type WriteParams,
} from '../../shared/contract/index.ts'
import type { Agent } from '../agent.ts'
import type { FileClient } from './endpoint-team-client.ts'

/** Each asks for a location. They answer false if the user canceled. */
export interface FileSavers {
  readonly saveFile: (name: string, text: string) => Promise<boolean>
  readonly savePdf: (name: string, bytes: Buffer) => Promise<boolean>
  readonly saveZip: (name: string, bytes: Uint8Array) => Promise<boolean>
  readonly saveSupportBundle: (name: string, text: string) => Promise<boolean>
}

/** Handlers for a window's calls. @param team null without a supervisor token: the team channels then answer a problem. */
export const windowHandlers = (
  agent: Agent,
  team: (TeamClient & FileClient) | null,
  { saveFile, savePdf, saveZip, saveSupportBundle }: FileSavers,
): IpcHandlers => {
  const asSupervisor = (): TeamClient & FileClient => {
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
    'file.load': async ({ name, params, as }) =>
      savePdf(as, await asSupervisor().file(name, params as FileParams<typeof name>)),
    'myDay.status': async () => agent.status(),
    'myDay.day': async (query) => agent.day(query),
    'myDay.sent': async (query) => agent.sent(query),
    'myDay.lookedAt': async (query) => agent.lookedAt(query),
    'myDay.name': async (naming) => agent.saveManualTime(naming),
    'myDay.withdraw': async ({ id }) => agent.withdrawManualTime(id),
    'myDay.markPrivate': async (request) => agent.markPrivate(request),
    'myDay.offerWindow': async (window) => agent.offerWindow(window),
    'myDay.annotate': async (request) => agent.annotate(request),
    'myDay.withdrawAnnotation': async ({ id }) => agent.withdrawAnnotation(id),
    'myDay.policy': async () => agent.policy(),
    'myDay.notice': async () => agent.notice(),
    'myDay.acknowledgeNotice': async (read) => agent.acknowledgeNotice(read),
    'myDay.pause': async ({ minutes }) => agent.pause(minutes),
    'myDay.resume': async () => agent.resume(),
    'myDay.saveOwnData': async () => saveZip(`touchledger-my-data-${dayOf(Date.now())}.zip`, agent.ownData()),
    'support.save': async () => {
      const bundle = agent.supportBundle()
      const day = dayOf(bundle.madeAt)
      return saveSupportBundle(`touchledger-support-${day}.json`, `${JSON.stringify(bundle, null, 2)}\n`)
    },
  }
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
