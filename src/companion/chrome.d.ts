/** The used part of the extension API. Firefox has it under the same name. */
declare namespace chrome {
  interface Event<Listener> {
    addListener(listener: Listener): void
  }
  namespace runtime {
    interface Port {
      readonly onMessage: Event<(message: unknown) => void>
      readonly onDisconnect: Event<() => void>
      postMessage(message: unknown): void
      disconnect(): void
    }
    const lastError: { readonly message?: string } | undefined
    const onInstalled: Event<() => void>
    const onStartup: Event<() => void>
    function connectNative(host: string): Port
  }
  namespace tabs {
    interface Tab {
      readonly active: boolean
      readonly incognito: boolean
      readonly url?: string
      readonly windowId: number
    }
    interface Change {
      readonly url?: string
    }
    const onActivated: Event<() => void>
    const onUpdated: Event<(id: number, change: Change, tab: Tab) => void>
    const onReplaced: Event<() => void>
    function query(where: { readonly active: true; readonly windowId: number }): Promise<Tab[]>
  }
  namespace windows {
    interface Window {
      readonly id?: number
      readonly focused: boolean
      readonly incognito: boolean
    }
    const onFocusChanged: Event<() => void>
    function getAll(): Promise<Window[]>
  }
}
