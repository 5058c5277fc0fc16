import { createServer } from 'node:net'
import type { Calls } from './calls.ts'

/** Where the relay of this user finds the agent (Windows). Nobody but this user and the system can write to it. */
export const pipeOf = (userName: string): string => `\\\\.\\pipe\\app.touchledger.companion.${userName.toLowerCase()}`

/** Calls over a named pipe. Tried here only over a socket: it has never run on Windows. @param onFailure the pipe cannot be made: no browser can call */
export const pipeCalls = (pipe: string, onFailure: () => void): Calls => ({
  listen(onCall) {
    const server = createServer((socket) => {
      // The relay waits in one direction at a time: the browser hears the first message only.
      onCall({ heard: socket, told: socket, canBeAsked: false, close: () => socket.destroy() })
    })
    server.on('error', onFailure)
    server.listen(pipe)
    server.unref()
    return () => server.close()
  },
})
