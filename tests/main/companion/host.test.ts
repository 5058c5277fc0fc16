import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isAllowedCaller, kindOfExtension, ownExtensions } from '../../../src/main/companion/browsers.ts'
import { hostLocations } from '../../../src/main/companion/host-locations.ts'
import { installHost, removeHost, type Registry } from '../../../src/main/companion/install-host.ts'

/** The values that `reg.exe` would have stored. */
class FakeRegistry implements Registry {
  readonly values = new Map<string, string>()
  set = async (key: string, value: string) => void this.values.set(key, value)
  remove = async (key: string) => void this.values.delete(key)
}

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'touchledger-home-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

describe('the host is registered where browsers look for it', () => {
  const name = 'app.touchledger.companion.json'
  const environment = (platform: string) => ({ platform, home, dataDirectory: join(home, 'data') })

  test('on Linux', async () => {
    await installHost(hostLocations(environment('linux')), '/data/companion/relay', ownExtensions, new FakeRegistry())
    expect(filesIn(home).map((file) => file.replaceAll('\\', '/'))).toEqual([
      `.config/chromium/NativeMessagingHosts/${name}`,
      `.config/google-chrome/NativeMessagingHosts/${name}`,
      `.config/microsoft-edge/NativeMessagingHosts/${name}`,
      `.mozilla/native-messaging-hosts/${name}`,
    ])
    const read = (file: string): unknown => JSON.parse(readFileSync(join(home, file, name), 'utf8'))
    const host = {
      name: 'app.touchledger.companion',
      description: 'TouchLedger agent',
      path: '/data/companion/relay',
      type: 'stdio',
    }
    expect(read('.config/chromium/NativeMessagingHosts')).toEqual({
      ...host,
      allowed_origins: ['chrome-extension://lhjcljpaodhnjibckpmbdlmenjndcbhh/'],
    })
    expect(read('.mozilla/native-messaging-hosts')).toEqual({
      ...host,
      allowed_extensions: ['companion@touchledger.app'],
    })
  })

  test('on Linux with another config folder', () => {
    const { chromium } = hostLocations({ ...environment('linux'), configHome: '/elsewhere' })
    expect(chromium[1]).toBe(`/elsewhere/chromium/NativeMessagingHosts/${name}`)
  })

  test('on macOS', () => {
    const support = `${home}/Library/Application Support`
    expect(hostLocations(environment('darwin'))).toEqual({
      chromium: [
        `${support}/Google/Chrome/NativeMessagingHosts/${name}`,
        `${support}/Chromium/NativeMessagingHosts/${name}`,
        `${support}/Microsoft Edge/NativeMessagingHosts/${name}`,
      ],
      firefox: [`${support}/Mozilla/NativeMessagingHosts/${name}`],
      registry: [],
    })
  })

  test('on Windows, through the registry', () => {
    const { registry, chromium, firefox } = hostLocations({ platform: 'win32', home: 'C:\\U', dataDirectory: 'C:\\D' })
    const key = (vendor: string) => `HKCU\\Software\\${vendor}\\NativeMessagingHosts\\app.touchledger.companion`
    expect(registry).toEqual([
      { key: key('Google\\Chrome'), file: chromium[0] },
      { key: key('Chromium'), file: chromium[0] },
      { key: key('Microsoft\\Edge'), file: chromium[0] },
      { key: key('Mozilla'), file: firefox[0] },
    ])
    expect([chromium, firefox]).toEqual([
      [`C:\\D\\companion\\chromium\\${name}`],
      [`C:\\D\\companion\\firefox\\${name}`],
    ])
  })

  test('and removed completely, without removing anything else', async () => {
    const registry = new FakeRegistry()
    const places = { ...hostLocations(environment('linux')), registry: [{ key: 'HKCU\\X', file: 'C:\\x.json' }] }
    await installHost(places, '/relay', ownExtensions, registry)
    expect([...registry.values]).toEqual([['HKCU\\X', 'C:\\x.json']])
    await removeHost(places, registry)
    await removeHost(places, registry)
    expect([filesIn(home), [...registry.values]]).toEqual([[], []])
  })
})

describe('allowed callers', () => {
  const shop = { chromium: ['abcdefghijklmnopabcdefghijklmnop'], firefox: ['claims@shop.example'] }
  test.each([
    [['chrome-extension://abcdefghijklmnopabcdefghijklmnop/'], true],
    [['chrome-extension://abcdefghijklmnopabcdefghijklmnop/', '--parent-window=1234'], true],
    [['/home/x/.mozilla/native-messaging-hosts/app.touchledger.companion.json', 'claims@shop.example'], true],
    [['chrome-extension://lhjcljpaodhnjibckpmbdlmenjndcbhh/'], false],
    [['chrome-extension://abcdefghijklmnopabcdefghijklmnop'], false],
    [['x', 'other@shop.example'], false],
    [['claims@shop.example'], false],
    [[], false],
  ])('%j: %s', (words, allowed) => expect(isAllowedCaller(words, shop)).toBe(allowed))

  test.each([
    ['abcdefghijklmnopabcdefghijklmnop', 'chromium'],
    ['claims@shop.example', 'firefox'],
    ['{3c6bf0cc-3ae2-42fb-9993-0d33104fdcaf}', 'firefox'],
    ['abc', null],
    ['chrome-extension://abcdefghijklmnopabcdefghijklmnop/', null],
  ])('the id %s is for %s', (id, kind) => expect(kindOfExtension(id)).toBe(kind))
})
