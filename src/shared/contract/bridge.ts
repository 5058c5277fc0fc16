import type { Problem } from './reports.ts'

// Separate from ipc.ts, so that the preload script does not bundle the schemas.

/** An error on its way from main to a window. A plain object, because structured clone loses class fields. */
export type IpcProblem = Pick<Problem, 'code' | 'status' | 'detail' | 'errors'>
export type IpcResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: IpcProblem }

/** `window.touchledger`: everything that the preload script gives a window. */
export interface ShellBridge {
  /** `process.platform` of the desktop app. */
  readonly platform: string
  invoke(channel: string, argument: unknown): Promise<IpcResult<unknown>>
  /** Calls back when the journal or the agent's status changed. Returns the function that unsubscribes. */
  onChanged(callback: () => void): () => void
}
/** The bridge's name on `window`. */
export const BRIDGE_NAME = 'touchledger'
/** The IPC channels of `invoke` and `onChanged`. */
export const IPC_INVOKE = 'touchledger:invoke'
export const IPC_CHANGED = 'touchledger:changed'
