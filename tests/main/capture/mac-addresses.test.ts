import { expect, test } from 'vitest'
import { macAddresses, type MacWindow } from '../../../src/main/capture/mac-addresses.ts'

// AppleScript cannot run here: what is asked, and what is made of the answer, is tried with answers as macOS gives them.

const chrome = (id: number, title: string): MacWindow => ({ id, app: 'google chrome', title })

function mac() {
  const asked: string[] = []
  const answers: ((answer: string | Error) => Promise<void>)[] = []
  const clock = { mono: 0 }
  const addresses = macAddresses(
    () => clock.mono,
    (script) => {
      asked.push(script)
      return new Promise((resolve, reject) =>
        answers.push(async (answer) => {
          if (answer instanceof Error) reject(answer)
          else resolve(answer)
          await Promise.resolve()
          await Promise.resolve()
          await Promise.resolve()
        }),
      )
    },
  )
  return { addresses, asked, clock, answer: async (answer: string | Error) => answers.shift()?.(answer) }
}

test('each window and title is asked once, without waiting for the answer', async () => {
  const { addresses, asked, answer } = mac()
  expect(addresses.of(chrome(1, 'Claim'))).toBeNull()
  expect(addresses.of(chrome(1, 'Claim'))).toBeNull()
  await answer('normal\nhttps://portal.example/claim?patient=1#/status\n')
  for (let poll = 0; poll < 4; poll += 1)
    expect(addresses.of(chrome(1, 'Claim'))).toBe('https://portal.example/claim#/status')
  expect(asked).toHaveLength(1)
  expect(asked[0]).toContain('tell application "Google Chrome"')
  expect(addresses.of(chrome(1, 'Appeal'))).toBeNull()
  expect(asked).toHaveLength(2)
})

test('a private window, a browser that tells nothing and another program have no address', async () => {
  const { addresses, asked, answer } = mac()
  addresses.of(chrome(1, 'Bank'))
  await answer('incognito\nhttps://bank.example/')
  expect(addresses.of(chrome(1, 'Bank'))).toBeNull()
  expect(addresses.of({ id: 2, app: 'firefox', title: 'Claim' })).toBeNull()
  expect(addresses.of({ id: 3, app: 'epic', title: 'Claim' })).toBeNull()
  expect(asked).toHaveLength(1)
})

test('an answer that may be about another window is not used', async () => {
  const { addresses, asked, answer } = mac()
  addresses.of(chrome(1, 'Claim A'))
  addresses.of(chrome(2, 'Claim B'))
  await answer('normal\nhttps://portal.example/b')
  expect(addresses.of(chrome(1, 'Claim A'))).toBeNull()
  expect(asked).toHaveLength(2)
  await answer('normal\nhttps://portal.example/a')
  expect(addresses.of(chrome(1, 'Claim A'))).toBe('https://portal.example/a')
})

test('what failed is asked again after ten seconds, and a refusal is known until there is an answer', async () => {
  const { addresses, asked, clock, answer } = mac()
  const look = () => addresses.of(chrome(1, 'Claim'))
  look()
  await answer(new Error('execution error: Not authorized to send Apple events to Google Chrome. (-1743)'))
  expect([look(), addresses.refused()]).toEqual([null, ['google chrome']])
  clock.mono = 9_999
  look()
  expect(asked).toHaveLength(1)
  clock.mono = 10_000
  look()
  await answer('normal\nhttps://portal.example/')
  expect([look(), addresses.refused(), asked.length]).toEqual(['https://portal.example/', [], 2])
})
