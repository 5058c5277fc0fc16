import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { ownData } from '../../../src/main/own-data/own-data.ts'
import { policyToRead } from '../../../src/main/rules/policy-to-read.ts'
import { policySchema, type AgentStatus, type SentRecord } from '../../../src/shared/contract/index.ts'
import { spanRecord, touchRecord } from '../../server/support/records.ts'

const AT = Date.UTC(2026, 10, 20, 15)
const status: AgentStatus = {
  ...{ state: 'recording', reason: null, userName: 'J. Kim', deviceId: 'device-4', endpointUrl: 'https://e.example' },
  ...{ rulesVersion: 7, agentVersion: '0.1.0', captureAdapter: 'x11', companions: [], lastCaptureAt: AT },
  ...{ lastSyncAt: AT, backlog: 0, quarantined: 0 },
}
const times = { startedAt: AT, endedAt: AT + 60_000 }
const sent = (record: SentRecord['record']): SentRecord => ({ record, state: 'acked', detail: null })

test('a file for each kind of record, as it is sent, and nothing of what was taken out', () => {
  const records = [
    sent(spanRecord({ ...times, seq: 1, system: '=Portal, "B"' })),
    sent(touchRecord({ ...times, seq: 2, activeMs: 60_000, claimToken: 'a'.repeat(64) })),
    sent({ kind: 'removed', seq: 3, ...times }),
    sent({ kind: 'input_counts', seq: 4, ...times, minutes: [{ minuteStart: AT, keys: 3, pointer: 1 }] }),
  ]
  const events = [{ at: AT, code: 'started' as const, version: '0.1.0' }]
  const policy = policyToRead({ version: 7, policy: policySchema.parse({}), rules: [] }, [])
  const files = unzipSync(ownData({ madeAt: AT, status, policy, notices: [], records, events }))
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array())
  const lines = (name: string) => text(name).split('\r\n').filter(Boolean)
  expect(lines('spans.csv')).toHaveLength(2)
  expect(lines('spans.csv')[0]).toMatch(/^seq,started_at,ended_at,presence,activity,.*,state,detail$/)
  // A text that begins like a formula runs in no spreadsheet.
  expect(lines('spans.csv')[1]).toContain(`"'=Portal, ""B"""`)
  expect(lines('touches.csv')[1]).toContain('a'.repeat(64))
  expect(lines('input-counts.csv')[1]).toContain('""keys"":3')
  expect(lines('private-times.csv')).toHaveLength(1)
  expect(lines('agent-events.csv')).toEqual(['at,event,version,error,where', `${AT},started,0.1.0,,`])
  expect(JSON.parse(text('person.json'))).toMatchObject({ userName: 'J. Kim', rulesVersion: 7 })
  // Each file is named by the text that says what it is.
  for (const name of Object.keys(files).filter((one) => one !== 'README.txt'))
    expect(text('README.txt')).toContain(name)
})
