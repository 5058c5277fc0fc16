import { expect, test } from 'vitest'
import {
  chooseIdleSource,
  chooseWindowSource,
  startCapture,
  type WindowVisibility,
} from '../../../src/main/capture/index.ts'
import type { Run } from '../../../src/main/capture/choose-idle-source.ts'
import { gnomeExtension } from '../../../src/main/capture/gnome-extension.ts'
import { xWinWindowSource, type XWin } from '../../../src/main/capture/x-win-window-source.ts'
import type { Observation } from '../../../src/shared/contract/index.ts'
import { until } from './display.ts'
import { FakeClock, FakeIdle, FakePower } from './fakes.ts'

/** x-win's behavior on GNOME, from its source; no GNOME runs here. */
class FakeGnome implements XWin {
  installed = false
  enabled = false
  isInstalledExtension = () => this.installed
  isEnabledExtension = () => this.enabled
  installExtension = () => (this.installed = true)
  enableExtension = () => (this.enabled = true)
  activeWindow = () => ({
    id: 1,
    title: 'Chart - Account',
    url: '',
    info: { path: '/opt/epic/hyperspace', execName: '', name: '' },
  })
}
/** Another desktop: every GNOME Shell call fails. */
const noGnome = (): boolean => {
  throw new Error('I/O error: No such file or directory (os error 2)')
}

test('a Wayland session without the extension has no visible windows: no observation is made, and the reason is reported', async () => {
  const gnome = new FakeGnome()
  const lines: Observation[] = []
  const health: WindowVisibility[] = []
  const clock = new FakeClock()
  const capture = startCapture({
    windows: await xWinWindowSource({ wayland: true, load: async () => gnome }),
    idle: new FakeIdle(),
    power: new FakePower(),
    clock,
    pollMs: 5,
    tickMs: 5,
    sink: (line) => lines.push(line),
    onHealth: (state) => health.push(state),
  })
  await until(() => health.length > 0)
  expect(lines).toEqual([])
  expect(health).toEqual([
    {
      visible: false,
      source: 'x-win',
      reason: 'a Wayland session hides the windows of other programs, and the GNOME Shell extension is not installed',
    },
  ])
  gnome.installed = true
  gnome.enabled = true
  clock.advance(2000)
  await until(() => lines.length > 0)
  expect(lines[0]).toMatchObject({ app: 'hyperspace', title: 'Chart - Account' })
  capture.stop()
})

test('the extension is offered step by step, installed only on request, and not offered outside GNOME', () => {
  const gnome = new FakeGnome()
  const extension = gnomeExtension(gnome)
  const install = extension.remedy()
  expect(install?.label).toBe('Install the GNOME extension')
  expect(gnome.installed).toBe(false)
  expect(install?.apply()).toBe('The extension is installed. Sign out and in again, then enable it here.')
  const enable = extension.remedy()
  expect(enable?.label).toBe('Enable the GNOME extension')
  expect(enable?.apply()).toBe('The extension is enabled.')
  expect(extension.remedy()).toBeNull()
  expect(extension.enabled()).toBe(true)

  const refusing = gnomeExtension({
    ...gnome,
    isInstalledExtension: () => false,
    isEnabledExtension: () => false,
    installExtension: () => false,
  })
  expect(() => refusing.remedy()?.apply()).toThrow('GNOME Shell did not accept the extension.')
  const elsewhere = gnomeExtension({ ...gnome, isInstalledExtension: noGnome, isEnabledExtension: noGnome })
  expect(elsewhere.remedy()).toBeNull()
  expect(elsewhere.missing()).toContain('GNOME Shell does not answer')
})

test('in a false Wayland session the real module sees nothing, and no other source is tried', async () => {
  const { source, reason } = await chooseWindowSource({ platform: 'linux', display: ':0', sessionType: 'wayland' })
  expect(source.name).toBe('x-win')
  expect(reason).toMatch(/no window is visible yet.*Wayland session/)
  expect(reason).not.toContain('get-windows')
  await expect(source.current()).rejects.toThrow('Wayland session')
})

/** Programs of a desktop, by name. */
const desktop =
  (answers: Readonly<Record<string, string>>): Run =>
  async (program) => {
    const answer = answers[program]
    if (answer === undefined) throw new Error('ENOENT')
    return answer
  }
const idleIn = (sessionType: string, answers: Readonly<Record<string, string>>, platform = 'linux') =>
  chooseIdleSource({
    platform,
    display: ':4094',
    sessionType,
    clock: new FakeClock(),
    locked: () => false,
    system: { name: 'electron', idleMs: () => 0, locked: () => false },
    run: desktop(answers),
  })
const hint = (idle: string, since: number) => `IdleHint=${idle}\nIdleSinceHintMonotonic=${since}\n`

test('the idle time comes from the first source that has it, and a session without one is reported', async () => {
  const names = await Promise.all([
    idleIn('', {}, 'win32'),
    idleIn('', {}, 'darwin'),
    idleIn('wayland', { gdbus: '(uint64 42000,)', loginctl: hint('no', 5) }),
    idleIn('wayland', { loginctl: hint('no', 5) }),
    idleIn('wayland', { loginctl: hint('no', 0) }),
    // No X server answers at this display. It may still start, unless another source answers.
    idleIn('x11', { gdbus: '(uint64 7,)' }),
    idleIn('x11', {}),
  ])
  expect(names.map(({ name }) => name)).toEqual(['electron', 'electron', 'mutter', 'logind', 'none', 'mutter', 'x11'])
  expect(names.map(({ unknown }) => unknown !== undefined)).toEqual([false, false, false, false, true, false, false])
})

test('a desktop is queried every five seconds, and its answer dates the last input', async () => {
  const clock = new FakeClock()
  let asked = 0
  let lastInput = clock.mono() - 42_000
  const idle = await chooseIdleSource({
    platform: 'linux',
    sessionType: 'wayland',
    clock,
    locked: () => false,
    system: new FakeIdle(),
    run: async () => {
      asked += 1
      return `(uint64 ${clock.mono() - lastInput},)`
    },
  })
  asked = 0
  for (let second = 0; second < 20; second += 1) {
    await idle.refresh?.()
    clock.advance(1000)
  }
  expect(asked).toBe(4)
  expect(idle.idleMs()).toBe(62_000)
  lastInput = clock.mono() - 300
  clock.advance(5000)
  await idle.refresh?.()
  expect(idle.idleMs()).toBe(5300)
})
