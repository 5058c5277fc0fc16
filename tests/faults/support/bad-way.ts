import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SwitchableServer } from '../../main/sync/support/switchable-server.ts'

/** Mishaps of one request. Those marked * happen after the endpoint has committed it. */
export const mishaps = [
  'arrives',
  'arrives late',
  'is dropped',
  'is answered, and the answer is dropped', // *
  'is answered, and the answer breaks off', // *
  'is answered, and the answer is cut to half its JSON', // *
  'meets a portal page',
  'meets a 200 of another shape',
  'meets a 500',
  'meets a 503',
  'is redirected',
] as const
export type Mishap = (typeof mishaps)[number]

/** A proxy with mishaps. Passes requests on unchanged, signatures included. */
export class BadWay {
  /** The mishap of the next request. */
  next: () => Mishap = () => 'arrives'
  readonly happened: Mishap[] = []
  readonly #target: string
  readonly #server = new SwitchableServer((request, response) => this.#pass(request, response))

  constructor(target: string) {
    this.#target = target
  }

  get url(): string {
    return this.#server.url
  }

  async open(): Promise<void> {
    await this.#server.up()
  }

  /** Refuses connections until it is opened again. */
  async close(): Promise<void> {
    await this.#server.down()
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const mishap = this.next()
    this.happened.push(mishap)
    switch (mishap) {
      case 'is dropped':
        return void response.destroy()
      case 'meets a portal page':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Accept the terms</html>')
      case 'meets a 200 of another shape':
        return void response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"ok":true,"ackedThrough":"all"}')
      case 'meets a 500':
        return void response.writeHead(500, { 'content-type': 'text/plain' }).end('oops')
      case 'meets a 503':
        return void response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '0' }).end('')
      case 'is redirected':
        return void response.writeHead(307, { location: `${this.url}/elsewhere` }).end()
      case 'arrives late':
        await sleep(40)
        break
      default:
    }
    const headers = Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
    )
    const answer = await fetch(`${this.#target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 ? { body } : {}),
    })
    const text = await answer.text()
    const type = { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }
    switch (mishap) {
      case 'is answered, and the answer is dropped':
        return void response.destroy()
      case 'is answered, and the answer breaks off':
        response.writeHead(answer.status, { ...type, 'content-length': String(text.length) })
        response.write(text.slice(0, 10), () => response.destroy())
        return
      case 'is answered, and the answer is cut to half its JSON':
        return void response.writeHead(answer.status, type).end(text.slice(0, text.length / 2))
      default:
        response.writeHead(answer.status, type).end(text)
    }
  }
}
