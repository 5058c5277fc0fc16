import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import type { InputMinute } from '../../../src/shared/contract/index.ts'
import { ended, startDisplay, until, type TestDisplay } from '../capture/display.ts'

// The real hook in its own process: it reads $DISPLAY there, and a failed start may end the process.

interface Said {
  readonly state?: string
  readonly why?: string | null
  readonly open?: readonly InputMinute[]
  readonly counted?: { readonly minutes: readonly InputMinute[] }
}

async function counting(display: string | undefined) {
  const { DISPLAY: _inherited, ...environment } = process.env
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/count-input.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...environment, ...(display === undefined ? {} : { DISPLAY: display }) },
  })
  onTestFinished(() => ended(child))
  const said: Said[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as Said))
  const tell = (line: string) => child.stdin.write(`${line}\n`)
  const ask = async (line: string): Promise<Said> => {
    const before = said.length
    tell(line)
    await until(() => said.length > before)
    return said.at(-1) ?? {}
  }
  return { child, said, tell, ask }
}

const sum = (minutes: readonly InputMinute[] = []) =>
  minutes.reduce((all, { keys, pointer }) => ({ keys: all.keys + keys, pointer: all.pointer + pointer }), {
    keys: 0,
    pointer: 0,
  })

async function xdotool(display: TestDisplay, ...words: readonly string[]): Promise<void> {
  const child: ChildProcess = display.run('xdotool', ...words)
  await once(child, 'exit')
}

test('keys and pointer movements on a real display are counted, held keys once, and none after the stop', async () => {
  const display = await startDisplay({ windowManager: false })
  onTestFinished(() => display.stop())
  const { tell, ask, said } = await counting(display.name)
  expect(await ask('start')).toEqual({ state: 'counting', why: null })

  await xdotool(display, 'key', '--delay', '20', 'a', 'b', 'c', 'Return')
  // Held long enough to repeat.
  await xdotool(display, 'keydown', 'z', 'sleep', '0.9', 'keyup', 'z')
  await xdotool(
    display,
    'mousemove',
    '10',
    '10',
    'sleep',
    '0.05',
    'mousemove',
    '200',
    '100',
    'sleep',
    '0.05',
    'click',
    '1',
    'click',
    '4',
  )
  let open: readonly InputMinute[] = []
  await until(async () => {
    open = (await ask('?')).open ?? []
    return sum(open).keys >= 5 && sum(open).pointer >= 4
  })
  expect(sum(open)).toEqual({ keys: 5, pointer: 4 })
  for (const minute of open) expect(Object.keys(minute).sort()).toEqual(['keys', 'minuteStart', 'pointer'])

  const handedOut = (await ask('stop')).counted
  expect(sum(handedOut?.minutes)).toEqual({ keys: 5, pointer: 4 })
  await xdotool(display, 'key', 'a', 'b')
  expect((await ask('?')).open).toEqual([])
  expect(await ask('start')).toEqual({ state: 'counting', why: null })
  await xdotool(display, 'key', 'q')
  await until(async () => sum((await ask('?')).open).keys === 1)
  tell('stop')
  // Only the fact of a key is reported.
  expect(JSON.stringify(said)).not.toMatch(/keycode|Return|"a"|"z"/)
})

test.each([
  ['without a display', undefined, /without a display/],
  ['with a display that is not there', ':4711', /the X server does not answer/],
])('%s: the reason is reported, and the process survives', async (_name, display, why) => {
  const { child, ask } = await counting(display)
  const said = await ask('start')
  expect(said.state).toBe('unavailable')
  expect(said.why).toMatch(why)
  expect((await ask('?')).open).toEqual([])
  expect(child.exitCode).toBe(null)
})
