import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { inWine } from '../../scripts/windows/run.mjs'
import { builtProgram, RunningHelper, ScriptedWindow } from './support/programs.ts'

// The helper program of native/windows/ under Wine, with windows of other processes.

let epic: ScriptedWindow
let edge: ScriptedWindow
let helper: RunningHelper

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 60_000, interval: 10 })
const shows = (program: string | undefined, title: string | undefined) =>
  expect
    .poll(() => [helper.lastWindow()?.program, helper.lastWindow()?.title], { timeout: 60_000, interval: 10 })
    .toEqual([program, title])

beforeAll(async () => {
  epic = new ScriptedWindow('epic', 'Epic')
  edge = new ScriptedWindow('msedge', 'Edge')
  await until(() => epic.done.length > 0 && edge.done.length > 0)
})
afterAll(() => {
  epic.end()
  edge.end()
})
beforeEach(async () => {
  helper = new RunningHelper()
  await until(() => helper.lines.some(({ event }) => event === 'ready'))
})
afterEach(async () => {
  helper.leave()
  await until(() => helper.exitCode !== undefined)
  expect(helper.exitCode).toBe(0)
})

describe('the window in front', () => {
  test('is said at once, with its program and the whole title, however long and in whatever script', async () => {
    epic.tell('front')
    const title = `Claim "203" \\ für 東京 😀 ${'x'.repeat(1000)} 1234567890`
    epic.tell(`title ${title}`)
    await shows('epic.exe', title)
    expect(helper.lastWindow()?.class).toBe('ScriptedWindow')
  })

  test('is followed through 60 switches without a miss', async () => {
    epic.tell('front')
    await until(() => helper.lastWindow()?.program === 'epic.exe')
    const before = helper.windows().length
    const told: { at: number; program: string }[] = []
    for (let index = 0; index < 60; index += 1) {
      const window = index % 2 === 0 ? edge : epic
      told.push({ at: Date.now(), program: index % 2 === 0 ? 'msedge.exe' : 'epic.exe' })
      const count = window.done.length
      window.tell('front')
      await until(() => window.done.length > count)
      await sleep(20 + ((index * 37) % 180))
    }
    await until(() => helper.windows().length >= before + 60)
    const heard = helper
      .windows()
      .slice(before)
      .filter(({ window }) => window !== 0)
    expect(heard.map(({ program }) => program)).toEqual(told.map(({ program }) => program))
    const delays = heard.map(({ at }, index) => at - (told[index]?.at ?? 0)).sort((a, b) => a - b)
    // Printed, not judged: a busy machine is slow.
    console.log(`60 switches: median ${delays[30]} ms, longest ${delays.at(-1)} ms`)
  })

  test('whose title changes without an event is seen within the next second or two', async () => {
    epic.tell('front')
    epic.tell('quiet-title Account 7')
    await shows('epic.exe', 'Account 7')
  })

  test('that is minimized or hidden is not seen: the desktop is', async () => {
    epic.tell('front')
    await until(() => helper.lastWindow()?.program === 'epic.exe')
    epic.tell('minimize')
    await until(() => helper.lastWindow()?.program !== 'epic.exe')
    epic.tell('front')
    await until(() => helper.lastWindow()?.program === 'epic.exe')
  })

  test('that hangs delays nothing: the next one is seen while it does', async () => {
    epic.tell('front')
    await until(() => helper.lastWindow()?.program === 'epic.exe')
    epic.tell('hang 8000')
    await until(() => epic.done.at(-1)?.command === 'hang')
    epic.tell('front')
    edge.tell('front')
    await until(() => helper.lastWindow()?.program === 'msedge.exe')
    expect(epic.done.at(-1)?.command).toBe('hang')
    // It may come to the front then, and says that too.
    await until(() => ['front', 'in-front'].includes(epic.done.at(-1)?.command ?? ''))
  })

  test('of a browser is said to have no address where UI Automation does not answer', async () => {
    edge.tell('front')
    await until(() => helper.lastWindow()?.program === 'msedge.exe')
    const { window } = helper.lastWindow() ?? { window: -1 }
    await until(() =>
      helper.lines.some((line) => line.event === 'address' && line.window === window && line.url === null),
    )
  })
})

test('the last input is said each second, and no line is anything but a line of the helper', async () => {
  await until(() => helper.lines.filter(({ event }) => event === 'tick').length >= 2)
  const lines = helper.raw
    .join('')
    .split('\n')
    .filter((line) => line !== '')
  expect(lines.length).toBe(helper.lines.length)
})

describe('the microphone', () => {
  const store = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore\\microphone'
  const set = (program: string, name: string, data: string) =>
    inWine(['reg.exe', 'add', `${store}\\${program}`, '/v', name, '/t', 'REG_QWORD', '/d', data, '/f'], { seconds: 60 })
  const programs = () => helper.lines.flatMap((line) => (line.event === 'microphone' ? [line.programs] : [])).at(-1)

  test('is in use by the programs whose use has no end in Windows’ consent store', async () => {
    const zoom = 'NonPackaged\\C:#Program Files#Zoom#Zoom.exe'
    expect(set(zoom, 'LastUsedTimeStart', '133000000000000000')).toBe(0)
    set(zoom, 'LastUsedTimeStop', '0')
    set('MSTeams_8wekyb3d8bbwe', 'LastUsedTimeStart', '133000000000000000')
    set('MSTeams_8wekyb3d8bbwe', 'LastUsedTimeStop', '133000000000000001')
    await expect.poll(programs, { timeout: 60_000 }).toEqual(['C:#Program Files#Zoom#Zoom.exe'])
    set('MSTeams_8wekyb3d8bbwe', 'LastUsedTimeStop', '0')
    await expect
      .poll(() => programs()?.toSorted(), { timeout: 60_000 })
      .toEqual(['C:#Program Files#Zoom#Zoom.exe', 'MSTeams_8wekyb3d8bbwe'])
    set(zoom, 'LastUsedTimeStop', '133000000000000002')
    set('MSTeams_8wekyb3d8bbwe', 'LastUsedTimeStop', '133000000000000002')
    await expect.poll(programs, { timeout: 60_000 }).toEqual([])
  })
})

test('the helper asks nothing of other libraries than Windows’ own', () => {
  const program = readFileSync(builtProgram('touchledger-windows')).toString('latin1')
  const libraries = [...program.matchAll(/[\w.-]+\.dll/gi)].map(([name]) => name.toLowerCase())
  expect([...new Set(libraries)].sort()).toEqual(
    ['kernel32', 'msvcrt', 'ole32', 'oleaut32', 'user32', 'userenv', 'wtsapi32', 'advapi32']
      .map((name) => `${name}.dll`)
      .sort(),
  )
})
