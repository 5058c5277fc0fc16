import type { Problem } from './reports.ts'

// Apart from ipc.ts so that the preload script, which needs only this, does not carry the schemas.

/** An error as it crosses from main to a window: a plain object, since a structured clone loses a class and its fields. */
export type IpcProblem = Pick<Problem, 'code' | 'status' | 'detail' | 'errors'>
export type IpcResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: IpcProblem }

/** `window.touchledger`: all that the preload script gives a window. */
export interface ShellBridge {
  /** `process.platform` of the desktop app. */
  readonly platform: string
  invoke(channel: string, argument: unknown): Promise<IpcResult<unknown>>
  /** Calls back when the journal or the agent's state changed. Answers the function that ends it. */
  onChanged(callback: () => void): () => void
}
/** The name the bridge has on `window`. */
export const BRIDGE_NAME = 'touchledger'
/** The one electron IPC channel `invoke` travels on, and the one `onChanged` listens to. */
export const IPC_INVOKE = 'touchledger:invoke'
export const IPC_CHANGED = 'touchledger:changed'
