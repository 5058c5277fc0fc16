import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { describeProgress } from '../../src/tools/import/progress.ts'
import { watchFolder } from '../../src/tools/import/watch-folder.ts'
import { denied, everyDenial, forgetDenials } from '../server/denials/support.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { make835 } from '../server/x835/make835.ts'

let endpoint: Endpoint & { adminToken: string }
let folder: string
const undo: (() => unknown)[] = []
beforeAll(async () => (endpoint = await freshEndpoint('postgres')))
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'touchledger-watch-'))))
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
  rmSync(folder, { recursive: true, force: true })
  await forgetDenials(endpoint)
})
afterAll(() => endpoint.close())

const put = (name: string, content: string) => writeFileSync(join(folder, name), content)
const list = (place = '.') => readdirSync(join(folder, place)).sort()
const file = (...claims: string[]) => make835([{ claims: claims.map((claim) => denied(claim)) }])
const claimsOf = async () => (await everyDenial(endpoint)).map(({ claimRef }) => claimRef)

/** Watches in this process, quickly, until it has said something. */
async function watchUntil(words: RegExp, meanwhile: (said: string) => void = () => {}, url = endpoint.url) {
  const stop = new AbortController()
  const said: string[] = []
  const target = {
    ...{ endpoint: url, token: endpoint.adminToken, mapping: null },
    ...{ allowTest: false, leaveOutFaultyRows: false },
  }
  await watchFolder(folder, target, {
    signal: stop.signal,
    lookEveryMs: 20,
    retryEveryMs: 20,
    say: (line) => {
      said.push(line)
      meanwhile(line)
      if (words.test(line)) stop.abort()
    },
  })
  return said
}

/** The command itself, against a place that may hold it up. */
function start(
  url: string,
  ...args: string[]
): { child: ChildProcess; ended: Promise<number | null>; said: () => string } {
  let output = ''
  const child = spawn(process.execPath, [
    ...['src/tools/import.ts', ...args, '--endpoint', url, '--token', endpoint.adminToken],
  ])
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  undo.push(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, said: () => output }
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a watched folder', () => {
  it('imports each complete file once, and moves it', async () => {
    put('a.835', file('A1'))
    put('b.835', file('B1').slice(0, -40))
    put('c.csv', 'claim,payer,amount\nC1,Aetna,12.50\n')
    put('d.835.part', file('D1'))
    put('.e.835', file('E1'))
    put('f.TMP', file('F1'))
    mkdirSync(join(folder, 'folder.835'))
    expect(await watchUntil(/^c\.csv/)).toEqual([
      `watching ${folder}`,
      'a.835: imported, 1 claims, 1 new, 0 changed',
      expect.stringMatching(/^b\.835: refused: .*segment \d+, line \d+/),
      'c.csv: imported, 1 claims, 1 new, 0 changed',
    ])
    expect(list()).toEqual(['.e.835', 'd.835.part', 'done', 'f.TMP', 'failed', 'folder.835'].sort())
    expect(list('done')).toEqual(['a.835', 'c.csv'])
    expect(list('failed')).toEqual(['b.835', 'b.835.reason.txt'])
    expect(readFileSync(join(folder, 'failed/b.835.reason.txt'), 'utf8')).toMatch(/segment \d+, line \d+/)
    // Renamed when it is written to the end; a second of a name leaves the first alone.
    renameSync(join(folder, 'd.835.part'), join(folder, 'a.835'))
    put('b.835', file('B1').slice(0, -30))
    await watchUntil(/^b\.835/)
    expect(list('done')).toEqual(['a-2.835', 'a.835', 'c.csv'])
    expect(list('failed')).toEqual(['b-2.835', 'b-2.835.reason.txt', 'b.835', 'b.835.reason.txt'])
    expect((await claimsOf()).sort()).toEqual(['A1', 'C1', 'D1'])
  })

  it('does not import a file that still grows', async () => {
    const whole = file('Z1')
    let pieces = 0
    // Whenever another file has come in, a piece more of this one is there.
    const grow = (line: string) => {
      if (line.startsWith('z')) return
      pieces += 1
      put('z.835', pieces < 3 ? whole.slice(0, pieces * 100) : whole)
      if (pieces < 3) put(`n${pieces}.csv`, `claim,payer,amount\nN${pieces},Aetna,1\n`)
    }
    await watchUntil(/^z/, grow)
    expect(pieces).toBe(3)
    expect((await claimsOf()).sort()).toEqual(['N1', 'N2', 'Z1'])
    expect(list('failed')).toEqual([])
  })

  it('waits for an unavailable endpoint, and moves nothing', async () => {
    put('a.835', file('A1'))
    let answers = 0
    const flaky = await serve((request, response) => {
      answers += 1
      if (answers === 1) return void request.socket.destroy()
      response.writeHead(503, { 'content-type': 'application/problem+json' }).end('{"detail":"busy","code":"busy"}')
    })
    const said = await watchUntil(/a\.835: busy; waiting/, () => {}, flaky)
    expect(said[1]).toMatch(/a\.835: http\S+ cannot be reached \(\w+\); waiting/)
    expect([list(), list('done'), list('failed')]).toEqual([['a.835', 'done', 'failed'], [], []])
    await watchUntil(/^a\.835: imported/)
    expect([list('done'), await claimsOf()]).toEqual([['a.835'], ['A1']])
  })

  it('ends when the endpoint rejects the token, and moves nothing', async () => {
    put('a.835', file('A1'))
    const target = {
      ...{ endpoint: endpoint.url, token: 'wrong', mapping: null },
      ...{ allowTest: false, leaveOutFaultyRows: false },
    }
    const watching = { say: () => {}, signal: new AbortController().signal, lookEveryMs: 20 }
    await expect(watchFolder(folder, target, watching)).rejects.toThrow('a.835: This bearer token is not known here.')
    expect(list()).toEqual(['a.835', 'done', 'failed'])
  })

  it('loses no file and imports none twice when it is killed before, during or after sending', async () => {
    const names = ['a.835', 'b.835', 'c.835']
    names.forEach((name, index) => put(name, file(`A${index}`, `B${index}`)))
    let request = 0
    let running: ChildProcess | null = null
    // Passes on to the endpoint; of each three requests the first is never passed on, the second is passed on and its answer held back.
    const between = await serve((from, to) => {
      const turn = request % 3
      request += 1
      if (turn === 0) return void running?.kill('SIGKILL')
      const chunks: Buffer[] = []
      from.on('data', (chunk: Buffer) => chunks.push(chunk))
      from.on('end', () => {
        const { authorization = '', 'content-type': type = '', 'content-encoding': packed = '' } = from.headers
        const headers = { authorization, 'content-type': type, 'content-encoding': packed }
        void fetch(endpoint.url + from.url, { method: 'POST', headers, body: Buffer.concat(chunks) }).then(
          async (answer) => {
            const body = await answer.text()
            if (turn === 1) running?.kill('SIGKILL')
            else to.writeHead(answer.status, { 'content-type': 'application/json' }).end(body)
          },
        )
      })
    })
    const runs: string[] = []
    while (list().some((name) => name.endsWith('.835'))) {
      const run = start(between, '--watch', folder)
      running = run.child
      run.child.stdout?.on('data', () => {
        if (!list().some((name) => name.endsWith('.835'))) run.child.kill('SIGTERM')
      })
      await run.ended
      runs.push(run.said())
    }
    expect(runs.length).toBeGreaterThan(4)
    expect(runs.join('')).toContain('a.835: already imported')
    expect([list(), list('done'), list('failed')]).toEqual([['done', 'failed'], names, []])
    expect((await claimsOf()).sort()).toEqual(['A0', 'A1', 'A2', 'B0', 'B1', 'B2'])
    const imports = await endpoint.database.query(sql`select name from imports order by name`)
    expect(imports).toEqual(names.map((name) => ({ name })))
  })
})

describe('an import under way', () => {
  it('is canceled whole by Ctrl-C', async () => {
    put('a.835', file('A1'))
    const seen: (() => void)[] = []
    const silent = await serve((request) => {
      request.resume()
      for (const tell of seen) tell()
    })
    const run = start(silent, join(folder, 'a.835'))
    seen.push(() => run.child.kill('SIGINT'))
    expect([await run.ended, run.said()]).toEqual([130, 'import: a.835: canceled; nothing was saved\n'])
  })

  it('shows its progress', () => {
    const job = { state: 'importing', bytes: 1_500_000, totalBytes: 6_000_000, claims: 12_345 }
    expect(describeProgress('a.835', job)).toBe('a.835: 25% read, 12,345 claims')
    expect(describeProgress('a.835', { ...job, totalBytes: null })).toBe('a.835: sent 1.5 MB')
    expect(describeProgress('a.835', { ...job, totalBytes: 0 })).toBe('a.835: 100% read, 12,345 claims')
  })
})
