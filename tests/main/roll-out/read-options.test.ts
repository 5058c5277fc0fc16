import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../journal/support/directory.ts'
import { type Machine, optionSources, thisMachine } from '../../../src/main/roll-out/read-options.ts'
import { mergeOptions } from '../../../src/main/roll-out/roll-out-options.ts'

const machine = (given: Partial<Machine> & { files?: Record<string, string> }): Machine => ({
  platform: 'linux',
  environment: {},
  programFolder: '/opt/TouchLedger',
  registry: () => null,
  managed: () => '',
  file: (path) => given.files?.[path] ?? null,
  ...given,
})
const read = (given: Parameters<typeof machine>[0]) => mergeOptions(optionSources(machine(given)))
const KEY = 'TLK-AAAAA-BBBBB'
const of = (endpoint: string) => JSON.stringify({ endpoint })

test('environment variables win over the machine’s file, and that over the file beside the program', () => {
  const files = {
    '/etc/touchledger/touchledger.json': JSON.stringify({ endpoint: 'https://machine.example', enroll: KEY }),
    '/opt/TouchLedger/touchledger.json': JSON.stringify({ enroll: 'TLK-OTHER', acceptNotice: true }),
  }
  const environment = { TOUCHLEDGER_ENDPOINT: 'https://variable.example' }
  expect(read({ environment, files })).toEqual({
    options: { endpoint: 'https://variable.example', enroll: KEY, acceptNotice: true },
    faults: [],
  })
})

test('a policy of Windows wins over files, that of the computer over that of the user', () => {
  const printed = (key: string, ...lines: string[]) =>
    `\r\n${key}\r\n${lines.map((line) => `    ${line}\r\n`).join('')}\r\n`
  const registry = (key: string) =>
    key.startsWith('HKLM')
      ? printed(key, 'Endpoint    REG_SZ    https://computer.example', 'AcceptNotice    REG_DWORD    0x1')
      : printed(key, 'Endpoint    REG_SZ    https://user.example', `Enroll    REG_SZ    ${KEY}`)
  const files = { 'D:\\Data\\TouchLedger\\touchledger.json': of('https://file.example') }
  const windows = {
    platform: 'win32',
    environment: { ProgramData: 'D:\\Data' },
    programFolder: 'C:\\Program Files\\TouchLedger',
  }
  expect(read({ ...windows, registry }).options).toEqual({
    ...{ endpoint: 'https://computer.example', enroll: KEY, acceptNotice: true },
  })
  expect(read({ ...windows, files }).options).toEqual({ endpoint: 'https://file.example' })
})

test('what an installer of Windows was given comes after policies, that for everybody first', () => {
  const values: Record<string, string> = {
    'HKLM\\Software\\Policies\\TouchLedger': '    AcceptNotice    REG_DWORD    0x0',
    'HKLM\\Software\\TouchLedger':
      '    Endpoint    REG_SZ    https://everybody.example\r\n    AcceptNotice    REG_SZ    1',
    'HKCU\\Software\\TouchLedger': `    Endpoint    REG_SZ    https://one.example\r\n    Enroll    REG_SZ    ${KEY}`,
  }
  const registry = (key: string) => (values[key] === undefined ? null : `\r\n${key}\r\n${values[key]}\r\n`)
  expect(read({ platform: 'win32', registry }).options).toEqual({
    ...{ endpoint: 'https://everybody.example', enroll: KEY, acceptNotice: false },
  })
})

test('managed preferences of macOS win over files', () => {
  const managed = (name: string) => ({ Endpoint: 'https://managed.example', AcceptNotice: '1' })[name] ?? ''
  const files = { '/Library/Application Support/TouchLedger/touchledger.json': of('https://file.example') }
  expect(read({ platform: 'darwin', managed, files }).options).toEqual({
    ...{ endpoint: 'https://managed.example', acceptNotice: true },
  })
})

test('a fault names place, field and what to do, never a value, and the other fields still count', () => {
  const path = '/etc/touchledger/touchledger.json'
  const { options, faults } = read({
    environment: { TOUCHLEDGER_ACCEPT_NOTICE: 'perhaps' },
    files: {
      [path]: JSON.stringify({ endpoint: 'http://plain.example', enroll: KEY, endpiont: 'x' }),
      '/opt/TouchLedger/touchledger.json': '{"enroll": "TLK-SECRET',
    },
  })
  expect(options).toEqual({ enroll: KEY })
  expect(faults).toEqual([
    'environment: acceptNotice must be true or false; correct it or remove it.',
    expect.stringMatching(new RegExp(`^${path}: endpoint .*https.*; correct it or remove it\\.$`)),
    `${path}: "endpiont" is no option; remove it. Options are endpoint, enroll, acceptNotice.`,
    '/opt/TouchLedger/touchledger.json: is no JSON object; write it as {"endpoint": "https://…"}.',
  ])
  expect(faults.join()).not.toContain('SECRET')
})

test('a real file beside the program is read; one that cannot be read is a fault', () => {
  const folder = mkdtempSync(join(temporaryDirectory(), 'program-'))
  writeFileSync(join(folder, 'touchledger.json'), of('https://beside.example'))
  const here = { ...thisMachine(folder, () => ''), environment: {} }
  expect(mergeOptions(optionSources(here)).options.endpoint).toBe('https://beside.example')
  const refuse = () => {
    throw new Error('EACCES')
  }
  expect(read({ file: refuse }).faults[0]).toContain('cannot be read; let this user read it')
})
