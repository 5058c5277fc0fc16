import { contextBridge, ipcRenderer } from 'electron'
// Imported by file: a sandboxed preload must not bundle the schemas.
import { BRIDGE_NAME, IPC_CHANGED, IPC_INVOKE, type IpcResult, type ShellBridge } from '../shared/contract/bridge.ts'

const bridge: ShellBridge = {
  platform: process.platform,
  invoke: (channel, argument) => ipcRenderer.invoke(IPC_INVOKE, channel, argument) as Promise<IpcResult<unknown>>,
  onChanged(callback) {
    // The event is not passed on: it holds the sender, which a page must not get.
    const listener = () => callback()
    ipcRenderer.on(IPC_CHANGED, listener)
    return () => {
      ipcRenderer.off(IPC_CHANGED, listener)
    }
  },
}

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge)
