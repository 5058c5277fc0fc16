import { BrowserWindow, ipcMain } from 'electron'
import { IPC_CHANGED, IPC_INVOKE, type IpcHandlers } from '../../shared/contract/index.ts'
import { answerCall, refuse } from './answer-call.ts'
import { isOwnPage } from './hardening.ts'

// The only file in main that uses Electron's untyped channels.

/**
 * Serves calls from our own pages; checks each sender and parses each argument. Returns the function that stops it.
 * @param onFailure gets channel and error name of unexpected errors, never a message, which could quote recorded data
 */
export const serveWindows = (
  handlers: IpcHandlers,
  onFailure: (channel: string, errorName: string) => void,
): (() => void) => {
  ipcMain.handle(IPC_INVOKE, async (event, channel: unknown, argument: unknown) => {
    if (!isOwnPage(event.senderFrame))
      return refuse({ code: 'forbidden', status: 403, detail: 'This page may not call the app.' })
    return answerCall(handlers, channel, argument, onFailure)
  })
  return () => ipcMain.removeHandler(IPC_INVOKE)
}

/** Notifies every window that the journal or the agent's status changed. */
export const tellWindows = (): void => {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.webContents.isLoading()) window.webContents.send(IPC_CHANGED)
  }
}
