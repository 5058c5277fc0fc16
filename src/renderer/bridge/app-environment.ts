import { createContext, useContext } from 'react'
import type { MyDayClient } from '../../shared/contract/clients.ts'
import { limitHeavyReads } from './heavy-reads.ts'
import { HttpTeamClient } from './http-team-client.ts'
import { ImportClient } from './import-client.ts'
import { ipcMyDayClient, ipcSaveFile, ipcTeamClient } from './ipc-clients.ts'
import { browserSaveFile, type SaveFile } from './save-file.ts'
import { createSessionToken, type SessionToken } from './session-token.ts'
import type { CancellableTeamClient } from './team-reader.ts'

export interface Desktop {
  readonly kind: 'desktop'
  readonly team: CancellableTeamClient
  readonly myDay: MyDayClient
  readonly saveFile: SaveFile
  /** Calls back after a record was added or sent, or the agent's state changed. */
  onChanged(callback: () => void): () => void
}

/** Where the app runs, and the services it can use there. */
export type AppEnvironment =
  | Desktop
  | {
      readonly kind: 'browser'
      readonly team: CancellableTeamClient
      readonly token: SessionToken
      readonly saveFile: SaveFile
      readonly imports: ImportClient
    }

/** The desktop app if its preload script is present, otherwise a browser on the endpoint's origin. */
export function findAppEnvironment(window: Window & typeof globalThis): AppEnvironment {
  const bridge = window.touchledger
  if (bridge) {
    return {
      kind: 'desktop',
      team: limitHeavyReads(ipcTeamClient(bridge)),
      myDay: ipcMyDayClient(bridge),
      saveFile: ipcSaveFile(bridge),
      onChanged: (callback) => bridge.onChanged(callback),
    }
  }
  const token = createSessionToken(window)
  const http = new HttpTeamClient(token, window.fetch.bind(window))
  return {
    kind: 'browser',
    team: limitHeavyReads(http),
    token,
    saveFile: browserSaveFile(window.document),
    imports: new ImportClient(http),
  }
}

const AppEnvironmentContext = createContext<AppEnvironment | null>(null)
export const AppEnvironmentProvider = AppEnvironmentContext.Provider

export function useAppEnvironment(): AppEnvironment {
  const environment = useContext(AppEnvironmentContext)
  if (!environment) throw new Error('no app environment above this component')
  return environment
}
