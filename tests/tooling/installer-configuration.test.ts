import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../../scripts/launch-electron.mjs'
import { targetOf } from '../../src/tools/release/make-release.ts'
import { fileSource, mergeOptions } from '../../src/main/roll-out/roll-out-options.ts'

// electron-builder.yml and build/, for installers that are made on Windows and on a Mac. They have never run (docs/release.md).

interface Configuration {
  readonly directories: { readonly buildResources: string }
  readonly extraResources: readonly { readonly from: string; readonly to: string }[]
  readonly nsis: { readonly include: string; readonly artifactName: string }
  readonly win: { readonly target: readonly unknown[] }
  readonly mac: Readonly<Record<string, unknown>> & { readonly extraResources: readonly { readonly from: string }[] }
  readonly pkg: { readonly scripts: string } & Readonly<Record<string, unknown>>
}
interface Builder {
  getConfig(folder: string, file: string, given: null): Promise<Configuration>
  validateConfiguration(configuration: Configuration, debug: { add(): void }): Promise<void>
}

const inBuild = (...names: string[]) => join(repository, 'build', ...names)
let configuration: Configuration
let builder: Builder

beforeAll(async () => {
  // Its own reader, which is not among what electron-builder exports.
  const load = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  builder = load('app-builder-lib/out/util/config/config') as Builder
  configuration = await builder.getConfig(repository, 'electron-builder.yml', null)
})

test('electron-builder takes the configuration', async () => {
  await builder.validateConfiguration(configuration, { add: () => {} })
  const wrong = { ...configuration, mac: { ...configuration.mac, hardenedRuntim: true } }
  await expect(builder.validateConfiguration(wrong, { add: () => {} })).rejects.toThrow('configuration.mac')
})

test('every file that it names is there', () => {
  const { directories, nsis, mac, pkg } = configuration
  const names = [
    ...[nsis.include, String(mac['entitlements']), String(mac['entitlementsInherit'])],
    ...mac.extraResources.map(({ from }) => from),
    join(directories.buildResources, pkg.scripts, 'postinstall'),
    'build/policies',
  ]
  expect(names.filter((name) => !existsSync(join(repository, name)))).toEqual([])
})

test('the Windows installer has the name by which a release is signed', () => {
  const values: Readonly<Record<string, string>> = { version: '1.2.3', arch: 'x64', ext: 'exe' }
  const name = configuration.nsis.artifactName.replace(/\$\{(\w+)\}/g, (_all, word: string) => values[word] ?? '?')
  expect(targetOf(name)).toEqual({ version: '1.2.3', platform: 'win32', arch: 'x64', kind: 'nsis' })
})

test('each installer puts the policies beside the program', () => {
  expect(configuration.extraResources).toContainEqual({ from: 'build/policies', to: 'policies' })
  const text = readFileSync(inBuild('policies', 'touchledger.json'), 'utf8')
  expect(mergeOptions([fileSource('touchledger.json', text)])).toMatchObject({
    options: { endpoint: 'https://touchledger.example.org', acceptNotice: false },
    faults: [],
  })
})

describe('macOS', () => {
  test('makes a universal dmg and pkg with the hardened runtime, notarized', () => {
    expect(configuration.mac).toMatchObject({
      target: [
        { target: 'dmg', arch: 'universal' },
        { target: 'pkg', arch: 'universal' },
      ],
      hardenedRuntime: true,
      notarize: true,
    })
    expect(configuration.pkg).toMatchObject({ installLocation: '/Applications', isRelocatable: false })
  })

  test('a pkg starts the agent without a window in each session', () => {
    const plist = readFileSync(inBuild('macos', 'pkg-scripts', 'app.touchledger.desktop.plist'), 'utf8')
    const strings = [...plist.matchAll(/<string>(.*)<\/string>/g)].map(([, text]) => text)
    expect(strings).toEqual([
      'app.touchledger.desktop',
      '/Applications/TouchLedger.app/Contents/MacOS/TouchLedger',
      '--hidden',
      'Aqua',
      'Interactive',
    ])
    expect(plist).toMatch(/<key>RunAtLoad<\/key>\s*<true\/>/)
  })

  test('its scripts are ones that a shell takes, and can be started', () => {
    for (const name of ['pkg-scripts/preinstall', 'pkg-scripts/postinstall', 'uninstall.sh']) {
      accessSync(inBuild('macos', name), constants.X_OK)
      execFileSync('sh', ['-n', inBuild('macos', name)])
    }
    execFileSync('sh', ['-n', inBuild('macos', 'pkg-scripts', 'end-agents.sh')])
  })
})
