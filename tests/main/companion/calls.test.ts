import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call } from '../../../src/main/companion/calls.ts'
import { fifoCalls } from '../../../src/main/companion/fifo-calls.ts'
import { pipeCalls } from '../../../src/main/companion/pipe-calls.ts'
import { relayScript } from '../../../src/main/companion/relay-script.ts'
import { until } from '../capture/display.ts'

// The real relay, with this test as both browser and agent. Windows has no FIFOs; relay-on-windows.test.ts has its relay.

const onUnix = process.platform === 'win32' ? test.skip : test

let folder: string
let undo: (() => void)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchledger-calls-'))
  undo = []
})
afterEach(() => {
  for (const step of undo.reverse()) step()
  rmSync(folder, { recursive: true, force: true })
})

const script = () => {
  const file = join(folder, 'relay')
  writeFileSync(file, relayScript, { mode: 0o700 })
  return file
}

interface BrowserSide {
  readonly process: ChildProcess
  got: string
  ended: boolean
}
const startRelay = (program: string, words: readonly string[]): BrowserSide => {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const side: BrowserSide = { process: child, got: '', ended: false }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (side.got += text))
  child.stdin.on('error', () => {})
  child.once('close', () => (side.ended = true))
  undo.push(() => child.kill('SIGKILL'))
  return side
}

interface AgentSide {
  readonly call: Call
  incoming: string
  ended: boolean
}
const listen = (calls = fifoCalls(folder)) => {
  const answered: AgentSide[] = []
  const stop = calls.listen((call) => {
    const side: AgentSide = { call, incoming: '', ended: false }
    answered.push(side)
    call.incoming.setEncoding('utf8').on('data', (text: string) => (side.incoming += text))
    call.incoming.on('close', () => (side.ended = true))
    undo.push(call.close)
  })
  undo.push(stop)
  return { answered, stop }
}
const first = (answered: readonly AgentSide[]): AgentSide => {
  const [side] = answered
  if (side === undefined) throw new Error('nobody called')
  return side
}
const leftIn = () => readdirSync(folder).filter((name) => name !== 'relay')

onUnix(
  'a connecting browser is identified and can exchange messages with the agent; it closes when the browser ends',
  async () => {
    const { answered } = listen()
    const browser = startRelay(script(), ['chrome-extension://abc/', '--parent-window=0'])
    browser.process.stdin?.write('one')
    await until(() => answered[0]?.incoming === 'chrome-extension://abc/\n--parent-window=0\n\none')
    first(answered).call.outgoing.write('report')
    await until(() => browser.got === 'report')
    // Nothing of it is on disk while it runs.
    expect(leftIn()).toEqual([])
    browser.process.stdin?.end()
    await until(() => first(answered).ended)
    first(answered).call.close()
    await until(() => browser.ended)
  },
)

onUnix('a browser that connects before the agent runs waits for it', async () => {
  const browser = startRelay(script(), ['x'])
  await until(() => leftIn().some((name) => name.startsWith('call-')))
  const { answered } = listen()
  await until(() => answered[0]?.incoming === 'x\n\n')
  expect([answered.length, browser.ended, leftIn()]).toEqual([1, false, []])
})

onUnix('the relay ends with the agent', async () => {
  const { answered } = listen()
  const browser = startRelay(script(), ['x'])
  await until(() => answered[0]?.incoming === 'x\n\n')
  first(answered).call.close()
  await until(() => browser.ended)
})

onUnix('many simultaneous connections are each accepted once', async () => {
  const { answered } = listen()
  const program = script()
  for (let number = 0; number < 10; number += 1) startRelay(program, [`caller ${number}`])
  await until(() => answered.length === 10 && answered.every(({ incoming }) => incoming.endsWith('\n\n')))
  expect(answered.map(({ incoming }) => incoming.trim()).sort()).toEqual(
    Array.from({ length: 10 }, (_, number) => `caller ${number}`),
  )
  await until(() => leftIn().length === 0)
})

onUnix('connections wait until somebody listens', async () => {
  const { answered, stop } = listen()
  stop()
  startRelay(script(), ['x'])
  await until(() => leftIn().some((name) => name.startsWith('call-')))
  expect(answered).toEqual([])
  const again = listen()
  await until(() => again.answered[0]?.incoming === 'x\n\n')
})

onUnix('a folder entry that is not a connection is ignored or removed', async () => {
  mkdirSync(join(folder, 'call-1'))
  writeFileSync(join(folder, 'call-1', 'up'), 'a file, not a FIFO')
  writeFileSync(join(folder, 'call-2'), 'not even a folder')
  mkdirSync(join(folder, 'new-3'))
  // Left over from a killed relay.
  mkdirSync(join(folder, 'call-4'))
  spawnSync('mkfifo', [join(folder, 'call-4', 'up'), join(folder, 'call-4', 'down')])
  const { answered } = listen()
  await until(() => leftIn().join() === 'new-3')
  expect(answered).toEqual([])
})

test('over a pipe, as on Windows', async () => {
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'pipe')
  let failed = false
  const { answered, stop } = listen(pipeCalls(path, () => (failed = true)))
  const socket = createConnection(path)
  undo.push(() => socket.destroy())
  socket.write('x\n\n')
  await until(() => answered[0]?.incoming === 'x\n\n')
  expect(failed).toBe(false)
  stop()
})

// Wine lets a second program take a pipe; Windows refuses it.
onUnix('a pipe that another agent has is said to be in use', async () => {
  const path = join(folder, 'pipe')
  let failed = false
  const { stop } = listen(pipeCalls(path, () => {}))
  const second = pipeCalls(path, () => (failed = true)).listen(() => {})
  await until(() => failed)
  second()
  stop()
})
