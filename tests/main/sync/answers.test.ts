import { describe, expect, test } from 'vitest'
import { interpretAnswer, retryAfterMs } from '../../../src/main/sync/answers.ts'
import type { HttpAnswer } from '../../../src/main/sync/http.ts'
import { retryDelayMs, spread } from '../../../src/main/sync/retrying.ts'

const NOW = Date.UTC(2026, 10, 23, 9)
const ack = {
  ackedThrough: 3,
  rejected: [],
  durableThrough: 1,
  rulesVersion: 2,
  policyVersion: 2,
  serverTime: NOW,
}

const answered = (
  status: number,
  body: unknown,
  contentType = 'application/json',
  retryAfter: string | null = null,
): HttpAnswer => ({
  kind: 'answer',
  status,
  text: typeof body === 'string' ? body : JSON.stringify(body),
  contentType,
  retryAfter,
})
const problem = (status: number, code: string, retryAfter: string | null = null) =>
  answered(status, { code, detail: 'In plain words.' }, 'application/problem+json; charset=utf-8', retryAfter)

describe('the meaning of an answer', () => {
  const cases: readonly (readonly [string, HttpAnswer, object])[] = [
    ['an acknowledgment', answered(200, ack), { kind: 'acked', ack }],
    ['an acknowledgment with fields of a later version', answered(200, { ...ack, news: 1 }), { kind: 'acked', ack }],
    ['a page of a guest network', answered(200, '<html>'), { kind: 'retry', afterMs: null }],
    ['an acknowledgment without its parts', answered(200, { ackedThrough: 3 }), { kind: 'retry' }],
    ['no answer', { kind: 'failed', why: 'gone' }, { kind: 'retry', afterMs: null, why: 'gone' }],
    ['the endpoint refuses the batch', problem(400, 'bad_batch'), { kind: 'refused', code: 'bad_batch' }],
    ['the endpoint refuses the content', problem(422, 'bad_batch'), { kind: 'refused', code: 'bad_batch' }],
    ['a proxy refuses', answered(400, '<html>'), { kind: 'retry' }],
    ['a proxy refuses in JSON', answered(400, { code: 'x', detail: 'y' }), { kind: 'retry' }],
    [
      'an unknown device',
      problem(401, 'unknown_device'),
      { kind: 'hold', code: 'unknown_device', why: 'In plain words.' },
    ],
    ['a clock that stayed wrong', problem(401, 'clock_skew'), { kind: 'retry' }],
    [
      'a truncated problem document',
      answered(401, '{"code":"clock_sk', 'application/problem+json'),
      { kind: 'retry', afterMs: null },
    ],
    ['a revoked device', problem(403, 'revoked'), { kind: 'hold', code: 'revoked' }],
    ['a proxy forbids', answered(403, '<html>'), { kind: 'hold', code: 'http_403' }],
    ['an old agent', problem(426, 'unsupported_schema'), { kind: 'hold', code: 'unsupported_schema' }],
    ['a copy', problem(409, 'fork'), { kind: 'fork' }],
    ['another conflict', problem(409, 'busy'), { kind: 'retry' }],
    ['somebody else’s conflict', answered(409, { code: 'fork', detail: '' }), { kind: 'retry' }],
    ['too large', answered(413, '<html>'), { kind: 'too_large' }],
    ['too many requests', problem(429, 'too_many', '30'), { kind: 'retry', afterMs: 30_000 }],
    ['not ready', answered(503, '', 'text/html', 'Mon, 23 Nov 2026 09:02:00 GMT'), { kind: 'retry', afterMs: 120_000 }],
    ['a redirect', answered(307, ''), { kind: 'retry' }],
    ['nothing at this address', problem(404, 'not_found'), { kind: 'retry' }],
    ['a server error', problem(500, 'internal'), { kind: 'retry' }],
    ['a server error that asks for time', problem(500, 'internal', '9'), { kind: 'retry', afterMs: 9000 }],
  ]
  for (const [name, answer, expected] of cases) {
    test(name, () => expect(interpretAnswer(answer, NOW)).toMatchObject(expected))
  }

  test('Retry-After: seconds, dates, and nothing invalid', () => {
    const headers = ['0', ' 5 ', '99999999', 'Mon, 23 Nov 2026 08:00:00 GMT', 'soon', '-4', '', null]
    expect(headers.map((header) => retryAfterMs(header, NOW))).toEqual([
      0,
      5000,
      3_600_000,
      0,
      null,
      expect.anything(),
      null,
      null,
    ])
  })
})

describe('the retry wait', () => {
  const policy = { baseMs: 1000, capMs: 300_000 }
  test('full jitter under a doubling ceiling, capped', () => {
    expect([0, 1, 5, 9, 60, 5000].map((attempt) => retryDelayMs(attempt, null, 0.5, policy))).toEqual([
      500, 1000, 16_000, 150_000, 150_000, 150_000,
    ])
    expect(retryDelayMs(3, null, 0, policy)).toBe(0)
  })
  test('is never shorter than the endpoint asked for, and not the same for all', () => {
    expect([0, 0.5, 0.999].map((random) => retryDelayMs(2, 60_000, random, policy))).toEqual([60_000, 62_000, 63_996])
  })
  test('without a failure is spread evenly around its mean', () => {
    expect([0, 0.5, 0.999].map((random) => spread(60_000, 0.5, random))).toEqual([30_000, 60_000, 89_940])
    expect(spread(60_000, 0, 0.7)).toBe(60_000)
  })
})
