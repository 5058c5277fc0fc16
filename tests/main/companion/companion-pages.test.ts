import { PassThrough } from 'node:stream'
import { beforeEach, expect, test } from 'vitest'
import { ownExtensions } from '../../../src/main/companion/browsers.ts'
import type { Call, Calls } from '../../../src/main/companion/calls.ts'
import { companionPages } from '../../../src/main/companion/companion-pages.ts'
import { framed, readLength } from '../../../src/main/companion/protocol.ts'
import { until } from '../capture/display.ts'

const origin = `chrome-extension://${ownExtensions.chromium[0]}/`

/** A simulated connected browser. */
class FakeBrowser {
  readonly incoming = new PassThrough()
  readonly outgoing = new PassThrough()
  hungUp = false
  readonly call: Call = {
    incoming: this.incoming,
    outgoing: this.outgoing,
    close: () => {
      this.hungUp = true
      this.incoming.destroy()
      this.outgoing.destroy()
    },
  }
  introduce(words: readonly string[] = [origin]) {
    this.incoming.write(`${words.join('\n')}\n\n`)
    return this
  }
  say(browser: string, page: string | null, more: object = {}) {
    const json = Buffer.from(JSON.stringify({ browser, page, ...more }))
    this.incoming.write(Buffer.concat([Buffer.from(new Uint32Array([json.length]).buffer), json]))
  }
  /** What was sent to it since it was last read. */
  told(): readonly unknown[] {
    let rest = (this.outgoing.read() as Buffer | null) ?? Buffer.alloc(0)
    const told: unknown[] = []
    for (; rest.length > 0; rest = rest.subarray(4 + readLength(rest)))
      told.push(JSON.parse(rest.toString('utf8', 4, 4 + readLength(rest))))
    return told
  }
  asked() {
    return Math.round(((this.outgoing.read() as Buffer | null)?.length ?? 0) / framed({ report: true }).length)
  }
}
class FakeCalls implements Calls {
  ring: ((call: Call) => void) | null = null
  listen(onCall: (call: Call) => void) {
    this.ring = onCall
    return () => {
      this.ring = null
    }
  }
}

let calls: FakeCalls
let warnings: string[]
let said: string[]
beforeEach(() => {
  calls = new FakeCalls()
  warnings = []
  said = []
})
const open = () => {
  const pages = companionPages({ calls, allowed: ownExtensions, warn: (message) => warnings.push(message) })
  const stop = pages.subscribe((apps) => said.push([...apps][0] ?? ''))
  return { pages, stop }
}
const call = () => {
  const browser = new FakeBrowser()
  calls.ring?.(browser.call)
  return browser
}

test('returns the page of the named browser and of no other', async () => {
  const { pages } = open()
  const edge = call().introduce()
  await until(() => edge.asked() === 1)
  expect([pages.pageOf('msedge'), pages.browsers()]).toEqual([null, []])
  edge.say('edge', 'https://portal.example/claims?member=W1#/2')
  await until(() => said.length === 1)
  expect(pages.pageOf('msedge')).toEqual({ url: 'https://portal.example/claims#/2', canAsk: true, field: null })
  expect(pages.pageOf('microsoft edge')).toEqual(pages.pageOf('msedge'))
  expect([pages.pageOf('chrome'), pages.pageOf('excel'), pages.browsers()]).toEqual([null, null, ['Edge']])
  edge.say('edge', null)
  await until(() => said.length === 2)
  expect(pages.pageOf('msedge')).toEqual({ url: null, canAsk: true, field: null })
})

test('handles several browsers at once, and two profiles of one', async () => {
  const { pages } = open()
  const [chrome, firefox, work, home] = [call(), call(), call(), call()]
  for (const browser of [chrome, work, home]) browser.introduce()
  firefox.introduce(['/x/app.touchledger.companion.json', ownExtensions.firefox[0] ?? ''])
  chrome.say('chrome', 'https://chrome.example/')
  firefox.say('firefox', 'https://firefox.example/')
  work.say('edge', 'https://work.example/')
  home.say('edge', 'https://home.example/')
  await until(() => said.length === 4)
  expect(['chrome', 'firefox-esr', 'msedge'].map((app) => pages.pageOf(app)?.url)).toEqual([
    'https://chrome.example/',
    'https://firefox.example/',
    'https://home.example/',
  ])
  // The other profile's window gets the focus: either profile may report first.
  work.say('edge', 'https://work.example/2')
  home.say('edge', null)
  await until(() => said.length === 6)
  expect([pages.pageOf('msedge')?.url, pages.browsers()]).toEqual([
    'https://work.example/2',
    ['Chrome', 'Edge', 'Firefox'],
  ])
})

test('asks only the companions of that browser', async () => {
  const { pages } = open()
  const [edge, chrome] = [call().introduce(), call().introduce()]
  edge.say('edge', null)
  chrome.say('chrome', null)
  await until(() => said.length === 2)
  expect([edge.asked(), chrome.asked()]).toEqual([1, 1])
  pages.ask('msedge', null)
  pages.ask('msedge', null)
  expect([edge.asked(), chrome.asked()]).toEqual([2, 0])
})

test('asks for a field, tells the hosts of all fields, and knows what was found and where a browser allows nothing', async () => {
  const { pages } = open()
  pages.useHosts(['portal.example'])
  const edge = call().introduce()
  await until(() => edge.outgoing.readableLength > 0)
  expect(edge.told()).toEqual([{ report: true, hosts: ['portal.example'] }])
  edge.say('edge', 'https://portal.example/#/1', { notAllowed: ['portal.example', 'gone.example'] })
  await until(() => said.length === 1)
  expect([pages.pageOf('msedge')?.field, pages.notAllowed()]).toEqual([null, ['portal.example']])

  const page = 'https://portal.example/#/1'
  const field = { id: '1/status', page, host: 'portal.example', selector: '#claim', pattern: '(?<ref>[0-9]{5,9})' }
  pages.ask('msedge', field)
  pages.ask('msedge', null)
  pages.useHosts([])
  expect(edge.told()).toEqual([{ report: true, field }, { report: true }, { report: true, hosts: [] }])
  edge.say('edge', page, { field: { id: '1/status', text: '20418' } })
  await until(() => said.length === 2)
  expect([pages.pageOf('msedge')?.field, pages.notAllowed()]).toEqual([{ id: '1/status', text: '20418' }, []])
  edge.say('edge', page, { field: { id: '1/status', text: 'x'.repeat(201) } })
  await until(() => edge.hungUp)
  expect(pages.pageOf('msedge')).toBeNull()
})

test('stops asking a companion that no longer reads', async () => {
  const { pages } = open()
  const edge = call().introduce()
  edge.say('edge', null)
  await until(() => said.length === 1)
  // Its buffers fill like a stopped browser's: 64 KB of the stream, then 4 KB here.
  for (let turn = 0; turn < 100_000; turn += 1) pages.ask('msedge', null)
  expect(edge.outgoing.writableLength + edge.outgoing.readableLength).toBeLessThan(100_000)
})

test.each([
  ['the connection ends', (edge: FakeBrowser) => edge.incoming.end()],
  ['the connection breaks', (edge: FakeBrowser) => edge.incoming.destroy(new Error('broken'))],
  ['it no longer reads', (edge: FakeBrowser) => edge.outgoing.destroy(new Error('broken'))],
  ['it says what it may not', (edge: FakeBrowser) => edge.say('edge', 'file:///home/claims.pdf')],
])('forgets its page when %s', async (_what, happen) => {
  const { pages } = open()
  const edge = call().introduce()
  edge.say('edge', 'https://portal.example/')
  await until(() => said.length === 1)
  happen(edge)
  await until(() => said.length === 2)
  expect([pages.pageOf('msedge'), pages.browsers(), edge.hungUp]).toEqual([null, [], true])
})

test('another extension is disconnected before it can report, and nothing of it is kept', async () => {
  const { pages } = open()
  const stranger = call().introduce(['chrome-extension://abcdefghijklmnopabcdefghijklmnop/'])
  stranger.say('edge', 'https://secret.example/')
  await until(() => stranger.hungUp)
  expect([pages.pageOf('msedge'), said, warnings]).toEqual([
    null,
    [],
    ['a browser connection was refused: not an allowed extension'],
  ])
})

test('every connection closes when capture unsubscribes, without a report', async () => {
  const { pages, stop } = open()
  const edge = call().introduce()
  edge.say('edge', 'https://portal.example/')
  await until(() => said.length === 1)
  stop()
  await until(() => edge.hungUp)
  expect([calls.ring, pages.pageOf('msedge'), said.length]).toEqual([null, null, 1])
})

test('the agent continues where connections are impossible', () => {
  const broken: Calls = {
    listen() {
      throw Object.assign(new Error('/home/x is full'), { code: 'ENOSPC' })
    },
  }
  const pages = companionPages({ calls: broken, allowed: ownExtensions, warn: (message) => warnings.push(message) })
  pages.subscribe(() => {})()
  expect(warnings).toEqual(['browsers cannot connect to this agent: ENOSPC'])
})
