import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callReader, framed, readLength } from '../../../src/main/companion/protocol.ts'

const origin = 'chrome-extension://lhjcljpaodhnjibckpmbdlmenjndcbhh/'
/** A message framed like a browser on this machine. */
const message = (text: string, length = Buffer.byteLength(text)): Buffer => {
  const head = Buffer.from(new Uint32Array([length]).buffer)
  return Buffer.concat([head, Buffer.from(text)])
}
const report = (page: string | null) => message(JSON.stringify({ browser: 'edge', page }))
const caller = Buffer.from(`${origin}\n--parent-window=0\n\n`)

test('a connection is a caller, then reports, in chunks of any size', () => {
  const pages = fc.array(fc.option(fc.webPath().map((path) => `https://portal.example${path}#é😀`)), { maxLength: 8 })
  fc.assert(
    fc.property(pages, fc.array(fc.nat(), { maxLength: 20 }), (said, cuts) => {
      const whole = Buffer.concat([caller, ...said.map(report)])
      const places = [...cuts.map((cut) => cut % (whole.length + 1)), 0, whole.length].sort((one, other) => one - other)
      const read = callReader()
      const parts = places.slice(1).flatMap((end, index) => read(whole.subarray(places[index], end)))
      expect(parts).toEqual([
        { kind: 'caller', words: [origin, '--parent-window=0'] },
        ...said.map((page) => ({ kind: 'report', report: { browser: 'edge', page } })),
      ])
    }),
  )
})

test.each([
  ['not JSON', message('{"browser":')],
  ['not a report', message('"hello"')],
  ['not a report', message('{"browser":"netscape","page":null}')],
  ['not a report', message('{"browser":"edge","page":"javascript:alert(1)"}')],
  ['not a report', message('{"browser":"edge","page":null,"title":"John Doe"}')],
  ['not a report', message(`{"browser":"edge","page":"https://x/${'a'.repeat(5000)}"}`)],
  ['not JSON', message('')],
  ['too long', message('', 64 * 1024 * 1024)],
  ['too long', message('', 0xff_ff_ff_ff)],
])('%s: refused, and nothing after it is read', (why, bytes) => {
  const read = callReader()
  expect(read(Buffer.concat([caller, bytes, report('https://portal.example/')])).slice(1)).toEqual([
    { kind: 'refused', why },
  ])
  expect(read(report(null))).toEqual([])
})

test('a caller without an end is refused', () => {
  const read = callReader()
  const pieces = Array.from({ length: 5 }, () => read(Buffer.alloc(4096, 'x')))
  expect(pieces.flat()).toEqual([{ kind: 'refused', why: 'no caller' }])
})

test('random bytes never throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
      const read = callReader()
      read(caller)
      for (const part of chunks.flatMap((chunk) => read(chunk))) expect(['refused', 'report']).toContain(part.kind)
    }),
  )
})

test('messages to the browser are framed', () => {
  const bytes = framed({ report: true })
  expect([readLength(bytes), bytes.toString('utf8', 4)]).toEqual([bytes.length - 4, '{"report":true}'])
})
