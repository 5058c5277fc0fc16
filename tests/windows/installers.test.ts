import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeMsi } from '../../scripts/packages/msi.mjs'
import { makeNsis } from '../../scripts/packages/nsis.mjs'
import { makePlaceholder } from '../../scripts/packages/placeholder.mjs'
import { places } from '../../scripts/windows/places.mjs'
import { inWine, startInWine, windowsPath } from '../../scripts/windows/run.mjs'
import { registrySource } from '../../src/main/roll-out/roll-out-options.ts'
import { builtProgram } from './support/programs.ts'

// The installers under Wine: a scripted window stands for the agent, and the helper program is the real one.

const ENDPOINT = 'https://touchledger.clinic.example:8443/t/north'
const KEY = 'TLK-ABCDE-FGHIJ-KLMNO'
const RUN = 'Software\\Microsoft\\Windows\\CurrentVersion\\Run'
const versions = ['1.2.3', '1.2.4'] as const
const SECONDS = 120

const work = mkdtempSync(join(tmpdir(), 'touchledger-installers-'))
const onDriveC = (...names: string[]) => join(places.prefix, 'drive_c', ...names)
const folder = { machine: 'C:\\Program Files\\TouchLedger', person: 'C:\\Tools\\TouchLedger' }
const installed = { machine: onDriveC('Program Files', 'TouchLedger'), person: onDriveC('Tools', 'TouchLedger') }
const installer = (format: 'exe' | 'msi', version: string) => join(work, `touchledger-${version}-win-x64.${format}`)
/** The local data of whoever runs these tests, and of somebody else at this computer. */
const people = () => readdirSync(onDriveC('users')).filter((name) => name !== 'Public')
const dataOf = (person: string) => onDriveC('users', person, 'AppData', 'Local', 'TouchLedger')

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 60_000, interval: 50 })
const run = (...words: string[]) => expect(inWine(words, { seconds: SECONDS })).toBe(0)

interface Started {
  said: string
  ended: boolean
}
const started: { kill(): void }[] = []
const start = (...words: string[]): Started => {
  const child = startInWine(words, { stdio: ['pipe', 'pipe', 'ignore'] })
  const state: Started = { said: '', ended: false }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (state.said += text))
  child.once('exit', () => (state.ended = true))
  started.push({
    kill: () => {
      child.stdin?.end()
      child.kill('SIGKILL')
    },
  })
  return state
}

/** What `reg query` prints of a key; null: there is none. */
const queried = async (key: string): Promise<string | null> => {
  const program = start('reg', 'query', key)
  await until(() => program.ended)
  return program.said === '' ? null : program.said
}
/** What the agent reads of what an installer was given. */
const given = async (root: string) => registrySource('', await queried(`${root}\\Software\\TouchLedger`)).values

const nsis = {
  format: 'exe',
  install: (version: string, options: readonly string[]) =>
    run(windowsPath(installer('exe', version)), '/S', '/allusers', ...options.map((option) => `/${option}`)),
  remove: (purge: boolean) =>
    run(`${folder.machine}\\Uninstall TouchLedger.exe`, '/S', '/allusers', ...(purge ? ['--delete-app-data'] : [])),
} as const
const msi = {
  format: 'msi',
  install: (version: string, options: readonly string[]) =>
    run('msiexec', '/i', windowsPath(installer('msi', version)), '/qn', ...options),
  remove: (purge: boolean) =>
    run('msiexec', '/x', windowsPath(installer('msi', versions[1])), '/qn', ...(purge ? ['PURGE=1'] : [])),
} as const

beforeAll(() => {
  const agent = join(work, 'agent')
  makePlaceholder(agent, { program: builtProgram('epic'), helper: builtProgram('touchledger-windows') })
  for (const version of versions) {
    makeNsis(agent, installer('exe', version), version)
    makeMsi(agent, installer('msi', version), version)
  }
  mkdirSync(onDriveC('Elsewhere'), { recursive: true })
  cpSync(builtProgram('epic'), onDriveC('Elsewhere', 'TouchLedger.exe'))
  mkdirSync(onDriveC('users', 'Another person'), { recursive: true })
})
afterEach(() => {
  for (const program of started.splice(0)) program.kill()
})
afterAll(() => {
  for (const path of [
    'Elsewhere',
    'Tools',
    'Program Files/TouchLedger',
    'users/Another person',
    'ProgramData/TouchLedger',
  ])
    rmSync(onDriveC(path), { recursive: true, force: true })
  rmSync(work, { recursive: true, force: true })
})

describe.each([nsis, msi])('the $format for everybody', ({ install, remove }) => {
  const files = ['TouchLedger.exe', 'resources/windows/touchledger-windows.exe', 'resources/policies/TouchLedger.admx']

  test('installs silently: files, options where the agent reads them, a start with each session', async () => {
    install(versions[0], [`ENDPOINT=${ENDPOINT}`, `ENROLL=${KEY}`, 'ACCEPTNOTICE=1'])
    for (const file of files) expect(existsSync(join(installed.machine, file))).toBe(true)
    expect(await given('HKLM')).toEqual({ endpoint: ENDPOINT, enroll: KEY, acceptNotice: true })
    expect(await queried(`HKLM\\${RUN}`)).toContain(`"${folder.machine}\\TouchLedger.exe" --hidden`)
  })

  test('an upgrade without options keeps them', async () => {
    install(versions[1], [])
    for (const file of files) expect(existsSync(join(installed.machine, file))).toBe(true)
    expect(await given('HKLM')).toEqual({ endpoint: ENDPOINT, enroll: KEY, acceptNotice: true })
    expect(await queried(`HKLM\\${RUN}`)).toContain(`"${folder.machine}\\TouchLedger.exe" --hidden`)
  })

  test('a removal tells the running agents, ends them by path, takes the start with the session along, and keeps data', async () => {
    for (const person of people()) {
      mkdirSync(dataOf(person), { recursive: true })
      writeFileSync(join(dataOf(person), 'journal.sqlite'), 'recorded')
    }
    const agent = start(`${folder.machine}\\TouchLedger.exe`, 'Agent')
    const watching = start(`${folder.machine}\\resources\\windows\\touchledger-windows.exe`, 'watch')
    const another = start('C:\\Elsewhere\\TouchLedger.exe', 'Another program')
    await until(() => agent.said !== '' && watching.said.includes('ready') && another.said !== '')
    remove(false)
    await until(() => !existsSync(installed.machine))
    await until(() => agent.ended && watching.ended)
    expect(watching.said).toContain('"event":"shutdown"')
    expect(another.ended).toBe(false)
    expect(await given('HKLM')).toEqual({})
    expect((await queried(`HKLM\\${RUN}`)) ?? '').not.toContain('TouchLedger')
    for (const person of people()) expect(existsSync(join(dataOf(person), 'journal.sqlite'))).toBe(true)
  })

  test('a removal that is asked to deletes the data of everybody', async () => {
    install(versions[1], [`ENDPOINT=${ENDPOINT}`])
    remove(true)
    await until(() => !existsSync(installed.machine))
    await until(() => people().every((person) => !existsSync(dataOf(person))))
    expect(await given('HKLM')).toEqual({})
  })
})

test('the exe for one person writes to their part of the registry alone, into the folder that is asked for', async () => {
  run(
    ...[
      windowsPath(installer('exe', versions[0])),
      '/S',
      '/currentuser',
      `/ENDPOINT=${ENDPOINT}`,
      `/D=${folder.person}`,
    ],
  )
  expect(existsSync(join(installed.person, 'TouchLedger.exe'))).toBe(true)
  expect(await given('HKCU')).toEqual({ endpoint: ENDPOINT })
  expect(await given('HKLM')).toEqual({})
  expect(await queried(`HKCU\\${RUN}`)).toContain(`"${folder.person}\\TouchLedger.exe" --hidden`)
  run(`${folder.person}\\Uninstall TouchLedger.exe`, '/S', '/currentuser')
  await until(() => !existsSync(installed.person))
  expect(await given('HKCU')).toEqual({})
  expect((await queried(`HKCU\\${RUN}`)) ?? '').not.toContain('TouchLedger')
})

test('the helper ends nothing outside an agent’s folder', async () => {
  const another = start('C:\\Elsewhere\\TouchLedger.exe', 'Another program')
  await until(() => another.said !== '')
  expect(inWine([builtProgram('touchledger-windows'), 'end'], { seconds: SECONDS })).toBe(2)
  expect(another.ended).toBe(false)
})
