import type { ShellBridge } from '../../shared/contract/bridge.ts'

declare global {
  interface Window {
    /** Exposed by the preload script; absent in a browser. */
    readonly touchledger?: ShellBridge
  }
}
