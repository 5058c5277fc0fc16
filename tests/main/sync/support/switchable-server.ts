import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP server that stops and restarts at the same address. */
export class SwitchableServer {
  url = ''
  readonly #handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  #server: Server | null = null
  #port = 0

  /** @param handle if it rejects, the connection breaks. */
  constructor(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    this.#handle = handle
  }

  async up(): Promise<void> {
    const server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy())
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.url = `http://127.0.0.1:${this.#port}`
    this.#server = server
  }

  /** Refuses connections until it is up again. */
  async down(): Promise<void> {
    const server = this.#server
    this.#server = null
    if (server === null) return
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
}
