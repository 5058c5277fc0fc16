import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { framed } from '../../../src/main/companion/protocol.ts'
import { browserCall, pipeEnds } from '../../../src/main/companion/relay.ts'
import { until } from '../capture/display.ts'

// The Windows relay in plain Node between FIFOs.

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchledger-relay-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('sends the caller, passes the first answer to the browser and then everything to the agent, and ends with the browser', async () => {
  const [up, down] = [join(folder, 'up'), join(folder, 'down')]
  spawnSync('mkfifo', [up, down])
  const module = JSON.stringify(new URL('../../../src/main/companion/relay.ts', import.meta.url).href)
  const source = `import { openSync } from 'node:fs'
    const { relay } = await import(${module})
    const ends = { fromBrowser: 0, toBrowser: 1, toAgent: openSync(process.argv[1], 'r+'), fromAgent: openSync(process.argv[2], 'r+') }
    relay(ends, ['chrome-extension://abc/'])`
  // Open at both ends, so that nothing below waits for the other process.
  const [fromRelay, toRelay] = [openSync(up, 'r+'), openSync(down, 'r+')]
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, up, down], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let got = Buffer.alloc(0)
  let code: number | null | undefined
  child.stdout.on('data', (chunk: Buffer) => (got = Buffer.concat([got, chunk])))
  child.once('close', (value) => (code = value))
  try {
    writeSync(toRelay, framed({ report: true }))
    await until(() => got.equals(framed({ report: true })))
    child.stdin.write('a report')
    child.stdin.end()
    await until(() => code !== undefined)
    const heard = Buffer.alloc(100)
    expect([code, heard.toString('utf8', 0, readSync(fromRelay, heard))]).toEqual([
      0,
      'chrome-extension://abc/\n\na report',
    ])
  } finally {
    child.kill('SIGKILL')
    closeSync(fromRelay)
    closeSync(toRelay)
  }
})

test('without an agent the relay throws', () => {
  expect(() => pipeEnds(join(folder, 'nobody'))).toThrow('ENOENT')
})

test.each([
  [['chrome-extension://lhjcljpaodhnjibckpmbdlmenjndcbhh/', '--parent-window=0'], true],
  [['C:\\D\\companion\\firefox\\app.touchledger.companion.json', 'companion@touchledger.app'], true],
  [['--hidden', '--data', 'C:\\D'], false],
  [['chrome-extension://short/'], false],
  [[], false],
])('started with %j: by a browser? %s', (words, started) => {
  expect(browserCall(['agent.exe', ...words])).toEqual(started ? words : null)
})
