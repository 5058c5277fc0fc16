import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeMsi } from '../../scripts/packages/msi.mjs'
import { makeNsis } from '../../scripts/packages/nsis.mjs'
import { makePlaceholder } from '../../scripts/packages/placeholder.mjs'

// The installers for Windows, compiled around files that stand for the agent. tests/windows/installers.test.ts runs them.

const work = mkdtempSync(join(tmpdir(), 'touchledger-installers-'))
const agent = join(work, 'agent')
const setup = join(work, 'touchledger-1.2.3-win-x64.exe')
const msi = join(work, 'touchledger-1.2.3-win-x64.msi')
const policies = ['TouchLedger.admx', 'app.touchledger.desktop.plist', 'en-US/TouchLedger.adml', 'touchledger.json']
const files = [
  'TouchLedger.exe',
  'resources/windows/touchledger-windows.exe',
  ...policies.map((name) => `resources/policies/${name}`),
]

const printed = (program: string, ...words: string[]) => execFileSync(program, words, { encoding: 'utf8' })
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

beforeAll(() => {
  const [program, helper] = ['program', 'helper'].map((name) => join(work, name)) as [string, string]
  writeFileSync(program, 'stands for the agent')
  writeFileSync(helper, 'stands for its helper')
  makePlaceholder(agent, { program, helper })
  makeNsis(agent, setup, '1.2.3')
  makeMsi(agent, msi, '1.2.3')
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

test('the NSIS installer has the agent, its policies and an uninstaller', () => {
  const listed = [...printed('7z', 'l', '-ba', '-slt', setup).matchAll(/^Path = (.*)$/gm)].map(([, path]) => path)
  expect(new Set(listed)).toEqual(new Set([...files, '$PLUGINSDIR/nsExec.dll', 'Uninstall TouchLedger.exe']))
})

describe('the MSI', () => {
  /** Rows of a table, without the three lines that describe it. */
  const rows = (table: string) =>
    printed('msiinfo', 'export', msi, table)
      .split(/\r?\n/)
      .slice(3)
      .filter((line) => line !== '')
      .map((line) => line.split('\t'))
  const properties = () => Object.fromEntries(rows('Property').map(([name, value]) => [name, value]))

  test('has the files as they are', () => {
    const folder = join(work, 'extracted')
    printed('msiextract', '-C', folder, msi)
    for (const file of files) expect(hashOf(join(folder, 'TouchLedger', file))).toBe(hashOf(join(agent, file)))
    expect(printed('msiextract', '-l', msi).trim().split('\n')).toHaveLength(files.length)
  })

  test('is for everybody at a computer with 64 bits, and neither installs a service nor shows the key in a log', () => {
    expect(properties()).toMatchObject({
      ALLUSERS: '1',
      ProductVersion: '1.2.3',
      MsiHiddenProperties: 'ENROLL;KEPTENROLL',
    })
    expect(printed('msiinfo', 'suminfo', msi)).toContain('Template: x64;1033')
    expect(rows('ServiceInstall')).toEqual([])
    expect(rows('Component').every(([, , , attributes]) => (Number(attributes) & 256) === 256)).toBe(true)
  })

  test('writes its properties where the agent reads them, each only if it is given, and starts the agent with each session', () => {
    expect(properties()['SecureCustomProperties']?.split(';')).toEqual(
      expect.arrayContaining(['ENDPOINT', 'ENROLL', 'ACCEPTNOTICE', 'PURGE']),
    )
    const conditions = new Map(rows('Component').map(([component, , , , condition]) => [component, condition]))
    // 2: HKEY_LOCAL_MACHINE.
    expect(
      rows('Registry').map(([, root, key, name, value, component]) => [
        root,
        key,
        name,
        value,
        conditions.get(component),
      ]),
    ).toEqual([
      ['2', 'Software\\TouchLedger', 'Endpoint', '[ENDPOINT]', 'ENDPOINT'],
      ['2', 'Software\\TouchLedger', 'Enroll', '[ENROLL]', 'ENROLL'],
      ['2', 'Software\\TouchLedger', 'AcceptNotice', '[ACCEPTNOTICE]', 'ACCEPTNOTICE'],
      [
        ...['2', 'Software\\Microsoft\\Windows\\CurrentVersion\\Run', 'TouchLedger'],
        ...['"[APPLICATIONFOLDER]TouchLedger.exe" --hidden', ''],
      ],
    ])
  })

  test('an upgrade keeps what the version before was given', () => {
    expect(rows('AppSearch').map(([property]) => property)).toEqual(['KEPTENDPOINT', 'KEPTENROLL', 'KEPTACCEPTNOTICE'])
    const steps = new Map(
      rows('InstallExecuteSequence').map(([action, condition, at]) => [action, { condition, at: Number(at) }]),
    )
    for (const [action, property] of [
      ['KeepEndpoint', 'ENDPOINT'],
      ['KeepEnroll', 'ENROLL'],
      ['KeepAcceptNotice', 'ACCEPTNOTICE'],
    ]) {
      expect(rows('CustomAction')).toContainEqual([action, '51', property, `[KEPT${property}]`, ''])
      expect(steps.get(action)?.condition).toBe(`KEPT${property} AND NOT ${property}`)
      expect(steps.get(action)?.at).toBeGreaterThan(steps.get('AppSearch')?.at ?? Infinity)
      expect(steps.get(action)?.at).toBeLessThan(steps.get('RemoveExistingProducts')?.at ?? 0)
    }
  })

  test('a removal ends the agents before files go, and deletes data only if it is asked to, and never in an upgrade', () => {
    const [end, remove] = ['EndAgents', 'DeleteData'].map((name) =>
      rows('CustomAction').find(([action]) => action === name),
    )
    expect(end?.[3]).toBe('"[APPLICATIONFOLDER]resources\\windows\\touchledger-windows.exe" end')
    expect(remove?.[3]).toContain('AppData\\Local\\TouchLedger')
    const steps = rows('InstallExecuteSequence')
    const at = (name: string) => Number(steps.find(([action]) => action === name)?.[2])
    expect(at('EndAgents')).toBeGreaterThan(at('InstallInitialize'))
    expect(at('EndAgents')).toBeLessThan(at('RemoveFiles'))
    expect(steps.find(([action]) => action === 'DeleteData')?.[1]).toBe(
      'REMOVE="ALL" AND PURGE AND NOT UPGRADINGPRODUCTCODE',
    )
  })

  test('needs a version and an agent', () => {
    expect(() => makeMsi(agent, msi, '1.2.3-beta.1')).toThrow('a version of three numbers')
    expect(() => makeMsi(work, msi, '1.2.3')).toThrow('it has no TouchLedger.exe')
  })
})
