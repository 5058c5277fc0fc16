import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { parseNetworks } from '../../../src/server/delivery/networks.ts'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Where the receivers of tests are. */
export const thisMachine = parseNetworks('127.0.0.0/8')

/** The response status; `hang` never responds. */
export type Behavior = number | 'hang'

/** A real HTTP server with a list of behaviors, then 200. */
export async function webhookReceiver(behaviors: Behavior[] = []) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      const behavior = behaviors.shift() ?? 200
      if (behavior === 'hang') return
      response.writeHead(behavior, behavior >= 300 && behavior < 400 ? { location: '/elsewhere' } : {})
      response.end('the body is not read')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

/** A real SMTP server. @param refusals response codes for the first messages */
export async function mailReceiver(refusals: number[] = []) {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const code = refusals.shift()
        if (code !== undefined) {
          done(Object.assign(new Error('not now, secret reason'), { responseCode: code }))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
  })
  const listening = once(server.server, 'listening')
  server.listen(0, '127.0.0.1')
  await listening
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
