import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { userInfo } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import type { Call } from '../../../src/main/companion/calls.ts'
import { pipeCalls, pipeOf } from '../../../src/main/companion/pipe-calls.ts'
import { framed } from '../../../src/main/companion/protocol.ts'
import { until } from '../capture/display.ts'

// The relay of native/windows/, by a pipe of Windows. Run by npm run test:windows.

const programs = process.env['TOUCHLEDGER_WINDOWS_PROGRAMS']

describe.runIf(process.platform === 'win32' && programs !== undefined)('the relay', () => {
  const undo: (() => void)[] = []
  afterEach(() => {
    for (const step of undo.splice(0)) step()
  })
  const browserStarts = (...words: string[]) => {
    const child = spawn(join(programs ?? '', 'touchledger-windows.exe'), words, { stdio: ['pipe', 'pipe', 'ignore'] })
    const heard: Buffer[] = []
    let code: number | null | undefined
    child.stdout.on('data', (chunk: Buffer) => heard.push(chunk))
    child.once('close', (ended) => (code = ended))
    undo.push(() => child.kill())
    return { child, heard: () => Buffer.concat(heard), code: () => code }
  }
  const caller = ['chrome-extension://lhjcljpaodhnjibckpmbdlmenjndcbhh/', '--parent-window=0']

  test('says who calls, passes messages both ways for as long as both are there, and ends with the browser', async () => {
    const calls: { call: Call; said: string }[] = []
    undo.push(
      pipeCalls(pipeOf(userInfo().username), () => {}).listen((call) => {
        const one = { call, said: '' }
        calls.push(one)
        call.incoming.on('data', (chunk: Buffer) => (one.said += chunk.toString()))
      }),
    )
    const browser = browserStarts(...caller)
    await until(() => calls[0]?.said === `${caller.join('\n')}\n\n`)
    const [answered] = calls
    for (let round = 1; round <= 3; round += 1) {
      answered?.call.outgoing.write(framed({ report: true }))
      await until(() => browser.heard().length === round * framed({ report: true }).length)
      browser.child.stdin.write(`report ${round};`)
      await until(() => answered?.said.endsWith(`report ${round};`) === true)
    }
    browser.child.stdin.end()
    await until(() => browser.code() !== undefined)
    expect(browser.code()).toBe(0)
  })

  test('ends when the agent does', async () => {
    const calls: Call[] = []
    undo.push(pipeCalls(pipeOf(userInfo().username), () => {}).listen((call) => calls.push(call)))
    const browser = browserStarts(...caller)
    await until(() => calls.length === 1)
    calls[0]?.close()
    await until(() => browser.code() !== undefined)
  })

  test('without an agent it ends at once, and the companion tries again later', async () => {
    const browser = browserStarts('C:\\Data\\app.touchledger.companion.json', 'companion@touchledger.app')
    await until(() => browser.code() !== undefined)
    expect(browser.code()).toBe(1)
  })
})
