import { createContext, useContext } from 'react'
import type { MyDayClient } from '../../shared/contract/clients.ts'
import { AccountClient } from './account-client.ts'
import { DeviceClient } from './device-client.ts'
import { limitHeavyReads } from './heavy-reads.ts'
import { HttpTeamClient } from './http-team-client.ts'
import { ImportClient } from './import-client.ts'
import { browserLoadFile, type LoadFile } from './load-file.ts'
import { ipcLoadFile, ipcMyDayClient, ipcSaveFile, ipcTeamClient } from './ipc-clients.ts'
import { browserSaveFile, type SaveFile } from './save-file.ts'
import { takeRefusal, type Refusal } from './refusal.ts'
import { createSessionToken, takeFromFragment, type SessionToken } from './session-token.ts'
import type { CancellableTeamClient } from './team-reader.ts'
import { tenantPrefix, tenantStorage, type TextStorage } from './tenant-prefix.ts'

interface Services {
  readonly team: CancellableTeamClient
  readonly saveFile: SaveFile
  readonly loadFile: LoadFile
  /** Lasts as long as the tab or window. */
  readonly sessionStorage: TextStorage
  readonly localStorage: TextStorage
}

export interface Desktop extends Services {
  readonly kind: 'desktop'
  readonly myDay: MyDayClient
  /** Calls back after a record was added or sent, or the agent's state changed. */
  onChanged(callback: () => void): () => void
}

export interface Browser extends Services {
  readonly kind: 'browser'
  readonly token: SessionToken
  readonly imports: ImportClient
  readonly accounts: AccountClient
  readonly devices: DeviceClient
  /** Of the link that the tab was opened by; null: none. */
  readonly invitation: string | null
  /** Why the browser came back from the identity provider without a session; null: it did not. */
  readonly refusal: Refusal | null
  /** The path before every address of the app, as `/t/north`, or ''. */
  readonly prefix: string
}

/** Where the app runs, and the services it can use there. */
export type AppEnvironment = Desktop | Browser

/** The desktop app if its preload script is present, otherwise a browser on the endpoint's origin. */
export function findAppEnvironment(window: Window & typeof globalThis): AppEnvironment {
  const bridge = window.touchledger
  if (bridge) {
    return {
      kind: 'desktop',
      team: limitHeavyReads(ipcTeamClient(bridge)),
      myDay: ipcMyDayClient(bridge),
      saveFile: ipcSaveFile(bridge),
      loadFile: ipcLoadFile(bridge),
      sessionStorage: window.sessionStorage,
      localStorage: window.localStorage,
      onChanged: (callback) => bridge.onChanged(callback),
    }
  }
  const prefix = tenantPrefix(window.location.pathname)
  const sessionStorage = tenantStorage(window.sessionStorage, prefix)
  const token = createSessionToken(window, sessionStorage)
  const http = new HttpTeamClient(token, window.fetch.bind(window), prefix)
  return {
    kind: 'browser',
    prefix,
    team: limitHeavyReads(http),
    token,
    saveFile: browserSaveFile(window.document),
    loadFile: browserLoadFile(http, window.document),
    sessionStorage,
    localStorage: tenantStorage(window.localStorage, prefix),
    imports: new ImportClient(http),
    accounts: new AccountClient(http, token, prefix),
    devices: new DeviceClient(http),
    invitation: takeFromFragment(window, 'invitation'),
    refusal: takeRefusal(window),
  }
}

const AppEnvironmentContext = createContext<AppEnvironment | null>(null)
export const AppEnvironmentProvider = AppEnvironmentContext.Provider

export function useAppEnvironment(): AppEnvironment {
  const environment = useContext(AppEnvironmentContext)
  if (!environment) throw new Error('no app environment above this component')
  return environment
}
