import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  BadArguments,
  enrollingArguments,
  hiddenArguments,
  ownArguments,
  parseArguments,
} from '../../../src/main/shell/arguments.ts'

const parse = (...own: string[]) => parseArguments(own, { token: undefined, directory: '/home/biller' })

test('every option of the command line', () => {
  expect(
    parse(
      ...['--endpoint', 'http://127.0.0.1:4000', '--enroll', 'ABCD-1234', '--data', 'data/agent', '--accept-notice'],
      ...['--open', 'team', '--sync-every', '500', '--supervisor-token', 'T', '--autostart', 'on'],
      ...['--companion', 'on', '--companion-id', 'claims@shop.example', '--companion-id', 'a'.repeat(32)],
    ),
  ).toEqual({
    acceptNotice: true,
    hidden: false,
    endpointUrl: 'http://127.0.0.1:4000',
    enrollCode: 'ABCD-1234',
    dataDirectory: resolve('/home/biller/data/agent'),
    open: 'team',
    syncEveryMs: 500,
    supervisorToken: 'T',
    autostart: 'on',
    companion: { state: 'on', extensions: ['claims@shop.example', 'a'.repeat(32)] },
  })
})

test('no option is required', () => {
  expect(parse()).toEqual({ acceptNotice: false, hidden: false })
  expect(parse('--updated')).toEqual({ acceptNotice: false, hidden: true })
})

test('the token may come from the environment, which other users cannot list', () => {
  expect(parseArguments([], { token: 'from-environment', directory: '/' }).supervisorToken).toBe('from-environment')
  expect(
    parseArguments(['--supervisor-token', 'given'], { token: 'from-environment', directory: '/' }).supervisorToken,
  ).toBe('given')
})

test.each([
  [['--endpoint', 'ftp://x'], '--endpoint'],
  [['--endpoint', 'http://touchledger.example.org'], '--endpoint must begin with https://'],
  [['--endpoint', 'http://127.0.0.1.example.org'], '--endpoint must begin with https://'],
  [['--endpoint', 'not an address'], '--endpoint'],
  [['--enroll', 'CODE'], '--enroll needs --endpoint'],
  [['--sync-every', '10'], '--sync-every'],
  [['--sync-every', '1e9'], '--sync-every'],
  [['--open', 'cellar'], '--open must be one of my-day, team, worklist'],
  [['--open', 'team', '--hidden'], 'cannot be combined'],
  [['--autostart', 'maybe'], '--autostart'],
  [['--companion', 'maybe'], '--companion must be on or off'],
  [['--companion-id', 'claims@shop.example'], '--companion-id needs --companion on'],
  [['--companion', 'on', '--companion-id', 'https://shop.example'], '--companion-id must be the id'],
  [['--data', ''], '--data must not be empty'],
  [['--data'], '--data'],
  [['--hidden=yes'], '--hidden'],
  [['--verbose'], 'unknown option --verbose'],
  [['SECRET'], 'a value has no option before it'],
])('%j is refused', (own, message) => {
  expect(() => parse(...own)).toThrow(BadArguments)
  expect(() => parse(...own)).toThrow(message)
  expect(() => parse(...own)).not.toThrow('SECRET')
})

describe('the app’s own arguments', () => {
  test('started by Electron: after the app’s folder', () => {
    expect(ownArguments(['/opt/electron', '--no-sandbox', '.', '--hidden', '--data', 'd'], true)).toEqual([
      '--hidden',
      '--data',
      'd',
    ])
  })
  test('packaged: all, without Chromium’s switches', () => {
    expect(ownArguments(['/opt/TouchLedger', '--hidden', '--no-sandbox', '--ozone-platform=x11'], false)).toEqual([
      '--hidden',
    ])
  })
})

test('an app that starts again after a crash has the same command line and opens no window', () => {
  expect(hiddenArguments(['--no-sandbox', 'app', '--data', 'D', '--open', 'team'])).toEqual([
    ...['--no-sandbox', 'app', '--data', 'D', '--hidden'],
  ])
  expect(hiddenArguments(['--open=team'])).toEqual(['--hidden'])
  expect(hiddenArguments(['--hidden', '--data', 'D'])).toEqual(['--data', 'D', '--hidden'])
})

test.each([
  [[], ['--hidden']],
  [
    ['--hidden', '--data', '/d'],
    ['--data', '/d', '--hidden'],
  ],
  [
    ['--open', 'team', '--endpoint', 'https://a.example'],
    ['--endpoint', 'https://a.example', '--hidden'],
  ],
  [['--open=team'], ['--hidden']],
])('the version that takes over is started as %j was, without a window', (own, expected) => {
  expect(hiddenArguments(own)).toEqual(expected)
})

test('after a second start stated a code, the app starts again with that one', () => {
  const given = ['app', '--enroll', 'OLD-1', '--hidden', '--endpoint=https://old.example', '--data', 'd']
  expect(enrollingArguments(given, { endpointUrl: 'https://new.example', code: 'NEW-1' })).toEqual([
    'app',
    '--hidden',
    '--data',
    'd',
    '--endpoint',
    'https://new.example',
    '--enroll',
    'NEW-1',
  ])
})
