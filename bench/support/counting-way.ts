import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** A way to the endpoint that counts what goes over it, as bytes of HTTP, and can be closed for a while. */
export interface CountingWay {
  readonly url: string
  /** So far, by the side that sent it. */
  bytes(): { readonly sent: number; readonly answered: number; readonly connections: number }
  close(): Promise<void>
  open(): Promise<void>
}

export const countingWay = async (target: string): Promise<CountingWay> => {
  const { hostname, port } = new URL(target)
  const counted = { sent: 0, answered: 0, connections: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    counted.connections += 1
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('data', (chunk) => (counted.sent += chunk.length))
    far.on('data', (chunk) => (counted.answered += chunk.length))
    near.pipe(far)
    far.pipe(near)
  })
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  const own = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${own}`,
    bytes: () => ({ ...counted }),
    async close() {
      if (!server.listening) return
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    open: () => listen(own),
  }
}
