import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSameSecret } from '../identity/secrets.ts'
import type { Scrape } from '../monitoring/scrape.ts'
import { bearerToken } from './bearer-token.ts'

/** Whether a request may read `/metrics`. @param token null: nobody may at the endpoint's own address */
export function mayReadMetrics(authorization: string | undefined, token: string | null): boolean {
  const given = bearerToken(authorization)
  return token !== null && given !== undefined && isSameSecret(given, token)
}

export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/** `/metrics` on a port of its own, which only programs of this machine reach. @param port 0 picks a free one */
export async function serveMetrics(scrape: Scrape, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    scrape.text().then(
      (text) => response.writeHead(200, { 'content-type': scrape.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
