import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PowerMonitor } from 'electron'
import { describe, expect, test } from 'vitest'
import { localDataFolder } from '../../../src/main/shell/data-folder.ts'
import { loginItemParameters } from '../../../src/main/shell/login-item.ts'
import { desktopEntry } from '../../../src/main/shell/desktop-entry.ts'
import { osSealer, type KeyStore } from '../../../src/main/shell/os-sealer.ts'
import { electronIdleSource, electronPowerSource, screenLock } from '../../../src/main/shell/system-presence.ts'
import { stateNames, trayIcons, trayMenu } from '../../../src/main/shell/tray-menu.ts'
import type { AgentStatus } from '../../../src/shared/contract/index.ts'
import { FakeClock } from '../capture/fakes.ts'

const icons = join(import.meta.dirname, '..', '..', '..', 'assets', 'icons')

describe('keys', () => {
  /** Reverses the text, to show that the stored form differs. */
  const turned = (text: string) => [...text].toReversed().join('')
  const electron33: KeyStore = {
    isEncryptionAvailable: () => true,
    encryptString: (text) => Buffer.from(turned(text)),
    decryptString: (sealed) => turned(sealed.toString()),
    getSelectedStorageBackend: () => 'gnome_libsecret',
  }
  const refuse = () => {
    throw new Error('deprecated')
  }
  const electron45: KeyStore = {
    isEncryptionAvailable: refuse,
    encryptString: refuse,
    decryptString: refuse,
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => Buffer.from(turned(text)),
    decryptStringAsync: async (sealed) => ({ shouldReEncrypt: false, result: turned(sealed.toString()) }),
    getSelectedStorageBackend: () => 'gnome_libsecret',
  }
  const secret = new Uint8Array([0, 255, 128, 10, 13, 0])

  test.each([
    ['Electron 33', electron33],
    ['Electron 45', electron45],
  ])('are sealed by the key store of %s, and restored byte for byte', async (_name, store) => {
    const sealer = await osSealer(store, 'linux')
    expect(sealer.protection).toBe('os')
    const sealed = await sealer.seal(secret)
    expect(Buffer.from(sealed).includes(Buffer.from(secret).toString('base64'))).toBe(false)
    expect(await sealer.unseal(sealed)).toEqual(secret)
  })

  test.each([
    ['Linux without a keyring', { ...electron33, getSelectedStorageBackend: () => 'basic_text' as const }, 'linux'],
    ['a key store that is locked', { ...electron33, isEncryptionAvailable: () => false }, 'win32'],
    [
      'a key store that fails',
      { ...electron45, isAsyncEncryptionAvailable: () => Promise.reject(new Error('no')) },
      'darwin',
    ],
  ])('%s gives no protection, and is not reported as one', async (_name, store, platform) => {
    expect((await osSealer(store, platform)).protection).toBe('file-permissions')
  })
})

describe('a locked screen', () => {
  test('follows the platform where it answers', () => {
    const lock = screenLock()
    expect([lock.locked('unlocked'), lock.locked('locked'), lock.locked('unlocked')]).toEqual([false, true, false])
  })
  test('is not cleared by a platform that lags behind its own event', () => {
    const lock = screenLock()
    lock.onEvent('lock')
    expect([lock.locked('unlocked'), lock.locked('locked'), lock.locked('unlocked')]).toEqual([true, true, false])
  })
  test('follows the events where the platform does not answer', () => {
    const lock = screenLock()
    lock.onEvent('lock')
    expect(lock.locked('unknown')).toBe(true)
    lock.onEvent('unlock')
    expect(lock.locked('unknown')).toBe(false)
  })
})

test('a session in the background counts as locked until it returns', () => {
  const monitor = new EventEmitter()
  const events: string[] = []
  const stop = electronPowerSource(monitor as unknown as PowerMonitor).subscribe((event) => events.push(event))
  for (const name of ['user-did-resign-active', 'user-did-become-active', 'lock-screen', 'unlock-screen', 'suspend']) {
    monitor.emit(name)
  }
  stop()
  monitor.emit('lock-screen')
  expect(events).toEqual(['lock', 'unlock', 'lock', 'unlock', 'suspend'])
})

test('Electron’s idle time in whole seconds gives one last input per idle period', () => {
  const clock = new FakeClock()
  let seconds = 0
  const monitor = { getSystemIdleTime: () => seconds } as unknown as PowerMonitor
  const idle = electronIdleSource(monitor, clock, () => false)
  const lastInputs = [0, 400, 400, 400, 400, 400].map((ms, step) => {
    clock.advance(ms)
    seconds = Math.floor((step * 400 + 300) / 1000)
    return clock.mono() - idle.idleMs()
  })
  expect(new Set(lastInputs).size).toBe(1)
})

describe('the tray', () => {
  test('has its own icon for each state, in two sizes; an unread notice needs attention', () => {
    const { notice_due: unread, ...others } = trayIcons
    expect(unread).toBe(others.needs_attention)
    const pictures = Object.values(others).flatMap((file) =>
      [file, file.replace('.png', '@2x.png')].map((name) => readFileSync(join(icons, name))),
    )
    expect(pictures.map((picture) => picture.readUInt32BE(16))).toEqual([16, 32, 16, 32, 16, 32, 16, 32])
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(8)
  })

  test('offers the actions of its state, with reason and health', () => {
    const status: AgentStatus = {
      ...{ state: 'recording', reason: null, userName: 'A. Brandt', deviceId: 'd', endpointUrl: 'https://endpoint' },
      ...{ rulesVersion: 7, agentVersion: '0.1.0', captureAdapter: 'x11', companions: [], lastCaptureAt: 1 },
      ...{ lastSyncAt: null, backlog: 0, quarantined: 0 },
      pause: { until: null, choices: [15, 60], minutesLeft: 60 },
    }
    const labels = (change: Partial<AgentStatus>) =>
      trayMenu({ ...status, ...change }).map((item) => (item === 'separator' ? '-' : item.label))
    const places = ['-', 'My Day', 'Health', 'Team', 'Worklist', 'Rules', '-']
    const version = 'TouchLedger 0.1.0, rules version 7'
    expect(labels({})).toEqual([
      ...['Recording', 'Windows are visible (x11)', 'Nothing has been sent yet', version],
      ...[...places, 'Pause for 15 minutes', 'Pause for 60 minutes', '-', 'Quit TouchLedger'],
    ])
    const pause = { until: Date.parse('2026-11-20T10:42:00'), choices: [], minutesLeft: 0 }
    expect(labels({ state: 'paused', reason: 'By you.', quarantined: 2, skewMs: 300_000, pause })).toEqual([
      ...[
        'Paused. By you.',
        'Windows are visible (x11)',
        'Nothing has been sent yet',
        '2 records were refused by the endpoint',
      ],
      ...['The clock is 5 min ahead of the endpoint', version],
      ...[...places, 'Resume recording (by itself at 10:42 AM)', '-', 'Quit TouchLedger'],
    ])
    expect(labels({ lastSyncAt: Date.parse('2026-11-20T10:42:00') })[2]).toBe('All records are sent, last at 10:42 AM')
    expect(labels({ state: 'needs_attention', reason: 'x'.repeat(200) })[0]).toHaveLength(80)
    const notVisible = labels({
      state: 'needs_attention',
      reason: 'Not visible.',
      remedy: 'Install it',
      observable: false,
    })
    expect(notVisible.slice(0, 2)).toEqual([
      'Needs attention. Not visible.',
      'Windows are not visible on this computer, so nothing is recorded',
    ])
    expect(notVisible).toContain('Install it')
    expect(labels({ state: 'notice_due', reason: null })).toContain('Read the notice')
    expect(new Set(Object.values(stateNames)).size).toBe(5)
  })
})

test('an autostart entry escapes unusual paths', () => {
  const entry = desktopEntry('/opt/Touch Ledger/app', ['--data', '/home/a"b$c`d%e\\f'])
  // By the specification: \ before " ` $ \ inside quotes, each \ doubled as in every string value, and % doubled.
  expect(entry.split('\n')).toContain('TryExec=/opt/Touch Ledger/app')
  expect(entry.split('\n')[4]).toBe('Exec="/opt/Touch Ledger/app" "--data" "/home/a\\\\"b\\\\$c\\\\`d%%e\\\\\\\\f"')
})

describe('on Windows', () => {
  test('a start with the session passes paths with blanks, quotes and backslashes as they are', () => {
    // By the rules of CommandLineToArgvW.
    const parameters = ['--hidden', '--data', 'C:\\Users\\Ana Ortiz\\data\\', 'a"b', 'c\\"d']
    expect(loginItemParameters('win32', parameters)).toEqual([
      '--hidden',
      '--data',
      '"C:\\Users\\Ana Ortiz\\data\\\\"',
      '"a\\"b"',
      '"c\\\\\\"d"',
    ])
    expect(loginItemParameters('darwin', parameters)).toEqual(parameters)
  })

  test('the data lies in the local profile, elsewhere where Electron has it', () => {
    const localAppData = 'C:\\Users\\ana\\AppData\\Local'
    expect(localDataFolder({ platform: 'win32', localAppData })).toBe(`${localAppData}\\TouchLedger`)
    expect(localDataFolder({ platform: 'win32', localAppData: undefined })).toBeNull()
    expect(localDataFolder({ platform: 'linux', localAppData })).toBeNull()
  })
})
