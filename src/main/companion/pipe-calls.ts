import { createServer } from 'node:net'
import type { Calls } from './calls.ts'

/** Where this user's relay finds the agent (Windows). Only this user and the system can write to it. */
export const pipeOf = (userName: string): string => `\\\\.\\pipe\\app.touchledger.companion.${userName.toLowerCase()}`

/** Connections over a named pipe. Tested only over a socket, never on Windows. @param onFailure called if the pipe cannot be created */
export const pipeCalls = (pipe: string, onFailure: () => void): Calls => ({
  listen(onCall) {
    const server = createServer((socket) => {
      // The relay waits in one direction at a time, so only the first message reaches the browser.
      onCall({ incoming: socket, outgoing: socket, canBeAsked: false, close: () => socket.destroy() })
    })
    server.on('error', onFailure)
    server.listen(pipe)
    server.unref()
    return () => server.close()
  },
})
