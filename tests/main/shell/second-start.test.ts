import { expect, test } from 'vitest'
import type { SupportEvent } from '../../../src/shared/contract/index.ts'
import { parseArguments } from '../../../src/main/shell/arguments.ts'
import {
  answerOfRunning,
  handOverOf,
  notHandedOver,
  readHandOver,
  toldOf,
} from '../../../src/main/shell/second-start.ts'

const parse = (...own: string[]) => parseArguments(own, { token: undefined, directory: '/home/biller' })
const event = (at: number, code: SupportEvent['code']): SupportEvent => ({ at, code })

test('a second start hands over its code, its screen and what it turns on, through Electron’s copy of it', () => {
  const stated = parse(
    ...['--endpoint', 'https://tl.example', '--enroll', 'ABCD-EFGH', '--accept-notice', '--autostart', 'off'],
    ...['--companion', 'on', '--companion-id', 'a'.repeat(32)],
  )
  const handOver = handOverOf(stated, 'my-day')
  expect(readHandOver(structuredClone(handOver))).toEqual({
    screen: 'my-day',
    asking: { endpointUrl: 'https://tl.example', code: 'ABCD-EFGH' },
    acceptNotice: true,
    autostart: 'off',
    companion: { state: 'on', extensions: ['a'.repeat(32)] },
  })
  expect(handOverOf(parse('--hidden'), null)).toEqual({ screen: null, acceptNotice: false })
})

test('what another version hands over is understood, or nothing is done', () => {
  expect(readHandOver({ screen: 'rules' })).toEqual({ screen: 'rules', acceptNotice: false })
  for (const data of [null, undefined, 'rules', { screen: 'cellar' }, { screen: null, asking: { code: 1 } }])
    expect(readHandOver(data)).toBeNull()
})

test('names the options that the running agent does not take', () => {
  expect(notHandedOver(parse('--endpoint', 'https://tl.example', '--sync-every', '500'))).toEqual([
    '--endpoint',
    '--sync-every',
  ])
  expect(notHandedOver(parse('--endpoint', 'https://tl.example', '--enroll', 'ABCD-EFGH'))).toEqual([])
})

test('waits for an answer that comes after the code was handed over', async () => {
  const before = [event(1, 'started'), event(2, 'code_taken')]
  const later = [...before, event(3, 'enrolled'), event(4, 'code_not_needed')]
  const looks = [before, before, later]
  const waits: number[] = []
  const sleep = async (ms: number) => void waits.push(ms)
  expect(await answerOfRunning(() => looks.shift() ?? later, before, { sleep })).toBe('code_not_needed')
  expect(waits).toEqual([100, 100])
  expect(await answerOfRunning(() => before, before, { sleep, withinMs: 300 })).toBeNull()
  expect(waits).toHaveLength(5)
})

test('each answer has a message and an exit code for a deployment tool', () => {
  expect((['code_taken', 'code_not_needed', null] as const).map((answer) => toldOf(answer).exitCode)).toEqual([0, 0, 1])
  expect(toldOf('code_not_needed').message).toContain('enrolled already')
})
