import { expect, test } from 'vitest'
import { findDebuggingSwitch } from '../../../src/main/shell/debugging-switches.ts'

test.each([
  ['--remote-debugging-port=9222', 'remote-debugging-port'],
  ['-remote-debugging-port=0', 'remote-debugging-port'],
  ['/Remote-Debugging-Port=0', 'remote-debugging-port'],
  ['--remote-debugging-pipe', 'remote-debugging-pipe'],
  ['--inspect', 'inspect'],
  ['--inspect-brk=0.0.0.0:9229', 'inspect-brk'],
  ['--js-flags=--expose-gc', 'js-flags'],
  ['--disable-web-security', 'disable-web-security'],
  ['--ssl-key-log-file=/tmp/keys', 'ssl-key-log-file'],
  ['--renderer-cmd-prefix=gdb --args', 'renderer-cmd-prefix'],
])('%s is found', (argument, name) => {
  expect(findDebuggingSwitch(['--hidden', argument])).toBe(name)
})

test('what an administrator or a session manager adds is none', () => {
  const usual = [
    '--no-sandbox',
    '--lang=en',
    '--ozone-platform=x11',
    '--hidden',
    '--data',
    '/srv/inspect',
    '--proxy-server=p:1',
  ]
  expect(findDebuggingSwitch(usual)).toBeNull()
})
