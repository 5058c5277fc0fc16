/** The used part of the extension API. Firefox has it under the same name. */
declare namespace chrome {
  interface Event<Listener> {
    addListener(listener: Listener): void
  }
  namespace runtime {
    interface Port {
      readonly name: string
      readonly sender?: { readonly tab?: tabs.Tab; readonly frameId?: number }
      readonly onMessage: Event<(message: unknown) => void>
      readonly onDisconnect: Event<() => void>
      postMessage(message: unknown): void
      disconnect(): void
    }
    const lastError: { readonly message?: string } | undefined
    const onInstalled: Event<() => void>
    const onStartup: Event<() => void>
    const onConnect: Event<(port: Port) => void>
    function connect(info: { readonly name: string }): Port
    function connectNative(host: string): Port
  }
  namespace permissions {
    interface Permissions {
      readonly origins: readonly string[]
    }
    const onAdded: Event<() => void>
    const onRemoved: Event<() => void>
    function contains(permissions: Permissions): Promise<boolean>
    function request(permissions: Permissions): Promise<boolean>
  }
  namespace scripting {
    function executeScript<Args extends unknown[]>(injection: {
      readonly target: { readonly tabId: number }
      readonly func: (...args: Args) => void
      readonly args: Args
    }): Promise<unknown>
  }
  namespace tabs {
    interface Tab {
      readonly id?: number
      readonly active: boolean
      readonly incognito: boolean
      readonly url?: string
      readonly windowId: number
    }
    interface Change {
      readonly url?: string
      readonly status?: 'loading' | 'complete'
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
