import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a database that can be cut off and opened again. */
export interface Way {
  /** The database's address by this way. */
  readonly url: string
  /** Breaks what is open, and lets nobody in. */
  cut(): Promise<void>
  /** Lets everybody in, passes on nothing, and answers nothing. */
  silence(): void
  open(): Promise<void>
  close(): Promise<void>
}

/** Passes on everything to the database at `target` until it is told otherwise. */
export async function wayTo(target: string): Promise<Way> {
  const there = new URL(target)
  const sockets = new Set<Socket>()
  let silent = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  const server = createServer((socket) => {
    keep(socket)
    if (silent) return
    const onward = connect(Number(there.port), there.hostname)
    keep(onward)
    socket.pipe(onward).pipe(socket)
    socket.on('close', () => onward.destroy())
    onward.on('close', () => socket.destroy())
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const cut = async () => {
    silent = false
    const closed = server.listening ? once(server, 'close') : null
    if (closed) server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const url = new URL(target)
  url.port = String(port)
  url.hostname = '127.0.0.1'
  return {
    url: url.href,
    cut,
    silence: () => {
      silent = true
      for (const socket of sockets) socket.unpipe()
    },
    open: async () => {
      await cut()
      await listen(port)
    },
    close: cut,
  }
}
