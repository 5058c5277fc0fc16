import { createServer } from 'node:net'
import type { Calls } from './calls.ts'

/** Where this user's relay finds the agent (Windows). Only this user and the system can write to it. */
export const pipeOf = (userName: string): string => `\\\\.\\pipe\\app.touchledger.companion.${userName.toLowerCase()}`

/** Connections over a named pipe, each by a relay of native/windows/relay.c. @param onFailure called if the pipe cannot be created */
export const pipeCalls = (pipe: string, onFailure: () => void): Calls => ({
  listen(onCall) {
    const server = createServer((socket) => {
      onCall({ incoming: socket, outgoing: socket, close: () => socket.destroy() })
    })
    server.on('error', onFailure)
    server.listen(pipe)
    server.unref()
    return () => server.close()
  },
})
