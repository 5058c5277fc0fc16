import { describe, expect, test } from 'vitest'
import { applicationName } from '../../../src/main/capture/application-name.ts'
import { urlWithoutQuery, windowTitle } from '../../../src/main/capture/window-text.ts'
import { namedText, windowClass } from '../../../src/main/capture/x11-text.ts'

describe('the application name', () => {
  test.each([
    ['/usr/bin/xterm', 'XTerm', 'xterm'],
    ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe', null, 'msedge'],
    ['C:\\Office\\EXCEL.EXE', 'ignored', 'excel'],
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', null, 'google chrome'],
    ['/opt/google/chrome/chrome (deleted)', 'Google-chrome', 'chrome'],
    ['/usr/bin/python3.11', null, 'python3.11'],
    [null, 'Epic-Hyperspace', 'epic-hyperspace'],
    ['', '  ', null],
    [undefined, undefined, null],
  ])('of %s and class %s is %s', (executablePath, name, expected) => {
    expect(applicationName({ executablePath, windowClass: name })).toBe(expected)
  })
})

describe('an address', () => {
  test.each([
    ['https://portal.example/claims?member=W123#tab', 'https://portal.example/claims#tab'],
    ['https://portal.example/ui?member=W123#/claims/42?tab=1', 'https://portal.example/ui#/claims/42?tab=1'],
    ['https://user:secret@portal.example/', 'https://portal.example/'],
    ['portal.example/claims?member=W123', 'https://portal.example/claims'],
    ['localhost:8080/a?b', 'https://localhost:8080/a'],
    ['file:///home/claims.pdf?x', 'file:///home/claims.pdf'],
    ['about:blank', null],
    ['data:text/html,John Doe', null],
    ['URL recovery not supported on Linux distribution!', null],
    ['', null],
    [undefined, null],
  ])('%s becomes %s', (text, expected) => {
    expect(urlWithoutQuery(text)).toBe(expected)
  })
})

test('a title is well-formed, ends at a NUL, and has a maximum length', () => {
  expect(windowTitle('Claim\0rest')).toBe('Claim')
  expect(windowTitle('half \uD83D')).toBe('half \uFFFD')
  expect(windowTitle('')).toBeNull()
  expect(windowTitle('x'.repeat(5000))).toHaveLength(2048)
})

describe('the old window name of X11', () => {
  const text = (type: number, bytes: Uint8Array) => namedText({ type, format: 8, data: bytes }, 400)
  test('in Latin-1', () => expect(text(31, Buffer.from('naïve', 'latin1'))).toBe('naïve'))
  test('in UTF-8', () => expect(text(400, Buffer.from('naïve 😀'))).toBe('naïve 😀'))
  test('in compound text, as xterm writes it', () =>
    expect(text(500, Buffer.from('Claim \x1b%G✅\x1b%@ 42 \x1b%G😀\x1b%@'))).toBe('Claim ✅ 42 😀'))
  test('in truncated compound text', () => expect(text(500, Buffer.from('Claim \x1b'))).toBe('Claim '))
})

test('a window class is the second of two strings', () => {
  const of = (text: string) => windowClass({ type: 31, format: 8, data: Buffer.from(text) })
  expect([of('instance\0Class\0'), of('only\0'), of('')]).toEqual(['Class', 'only', null])
})
