import { expect, test } from 'vitest'
import type { AgentStatus, DeviceRow } from '../../../src/shared/contract/index.ts'
import { agentLines, byAttention, deviceStatusOf } from '../../../src/shared/device-health/index.ts'
import { newestOf } from '../../../src/shared/versions.ts'
import { fineHealth } from './fine-health.ts'

const NOW = 1_795_000_000_000
const HOUR = 3_600_000
const health = { ...fineHealth, lastCaptureAt: NOW }
const fine: DeviceRow = {
  deviceId: 'd',
  userId: 'u',
  userName: 'A. Brandt',
  platform: 'linux',
  agentVersion: '1.2.0',
  enrolledAt: 0,
  lastSeenAt: NOW - 60_000,
  skewMs: 12,
  sample: false,
  latestEndedAt: NOW,
  health,
  notice: null,
  healthAt: NOW,
  gaps: { missing: 0, lost: 0, refused: 0, journals: 1, journalSince: 1 },
}
const kindsOf = (change: Partial<DeviceRow>, newest = '1.2.0') =>
  deviceStatusOf({ ...fine, ...change }, NOW, newest).issues.map(({ kind }) => kind)

test('a healthy device has no issues, and one that does not report health is not called bad', () => {
  expect(deviceStatusOf(fine, NOW, '1.2.0')).toEqual({ issues: [], needsAttention: false, online: true })
  expect(kindsOf({ health: null, healthAt: null })).toEqual([])
})

test.each<[string, Partial<DeviceRow>, string[]]>([
  [
    'without visible windows',
    { health: { ...health, observable: false, state: 'needs_attention' } },
    ['cannot_see_windows'],
  ],
  ['that stopped', { stoppedAt: NOW - HOUR, lastSeenAt: NOW - HOUR }, ['stopped']],
  ['that was quit', { stoppedAt: NOW - HOUR, health: { ...health, leaving: 'quit' } }, ['quit']],
  ['with records that it reports as refused', { health: { ...health, quarantined: 2 } }, ['quarantined']],
  ['with records that the endpoint refused', { gaps: { ...fine.gaps, refused: 1 } }, ['quarantined']],
  ['records missing', { gaps: { ...fine.gaps, missing: 3 } }, ['records_missing']],
  ['off over a weekend', { lastSeenAt: NOW - 71 * HOUR }, []],
  ['silent', { lastSeenAt: NOW - 72 * HOUR }, ['silent']],
  ['clock ahead', { skewMs: 60_000 }, ['clock_off']],
  ['clock behind', { skewMs: -60_000 }, ['clock_off']],
  ['clock a little off', { skewMs: 59_999 }, []],
  ['behind', { health: { ...health, backlog: 500 } }, ['behind']],
  ['with a fault', { health: { ...health, state: 'needs_attention' } }, ['needs_attention']],
  ['old version', { agentVersion: '1.1.9' }, ['old_version']],
  ['without a version', { agentVersion: 'sample' }, []],
  ['records lost in a restore', { gaps: { ...fine.gaps, lost: 3 } }, ['records_lost']],
  ['a second journal', { gaps: { ...fine.gaps, journals: 2 } }, ['journal_began_anew']],
  ['paused', { health: { ...health, state: 'paused' } }, ['paused']],
  ['never connected', { lastSeenAt: null, health: null, skewMs: null }, ['never_reported']],
  ['sample, whatever its state', { sample: true, lastSeenAt: 1, gaps: { ...fine.gaps, missing: 9 } }, []],
])('%s', (_name, change, kinds) => {
  expect(kindsOf(change)).toEqual(kinds)
})

test('issues that need action come first, then informational ones, then names', () => {
  const rows: readonly [string, Partial<DeviceRow>][] = [
    ['b fine', {}],
    ['paused', { health: { ...health, state: 'paused' } }],
    ['old and silent', { agentVersion: '1.1.0', lastSeenAt: 1 }],
    ['without visible windows', { health: { ...health, observable: false } }],
    ['a fine', {}],
  ]
  const sorted = rows
    .map(([userName, change]) => ({ ...fine, ...change, userName }))
    .map((device) => ({ device, status: deviceStatusOf(device, NOW, '1.2.0') }))
    .toSorted(byAttention)
  expect(sorted.map(({ device }) => device.userName)).toEqual([
    'without visible windows',
    'old and silent',
    'paused',
    'a fine',
    'b fine',
  ])
  expect(sorted.map(({ status }) => status.needsAttention)).toEqual([true, true, false, false, false])
  expect(sorted[1]?.status).toMatchObject({
    online: false,
    issues: [
      { kind: 'silent', amount: 1 },
      { kind: 'old_version', amount: null },
    ],
  })
})

test('versions are compared by number', () => {
  expect(newestOf(['1.9.0', 'sample', '1.10.0', '1.2.30'])).toBe('1.10.0')
  expect(newestOf(['sample', '0.1.0'])).toBe('0.1.0')
  expect(newestOf([])).toBe('')
})

const status: AgentStatus = {
  state: 'recording',
  reason: null,
  userName: 'A. Brandt',
  deviceId: 'd',
  endpointUrl: 'https://endpoint',
  rulesVersion: 4,
  agentVersion: '1.2.0',
  captureAdapter: 'x11',
  companions: [],
  lastCaptureAt: NOW,
  lastSyncAt: NOW,
  backlog: 0,
  quarantined: 0,
  observable: true,
  idleSource: 'x11',
  journalEncrypted: true,
}
const attention = (change: Partial<AgentStatus>) =>
  agentLines({ ...status, ...change })
    .filter(({ tone }) => tone !== 'ok')
    .map(({ id, tone }) => `${id} ${tone}`)

test('an agent reports the health of each part', () => {
  expect(attention({})).toEqual([])
  expect(attention({ observable: false })).toEqual(['windows attention', 'permissions note'])
  expect(attention({ observable: false, remedy: 'Install it' })).toEqual(['windows attention', 'permissions attention'])
  expect(attention({ windowsPolled: 'the program that sees windows ended with code 3' })).toEqual(['windows note'])
  expect(attention({ idleSource: 'none' })).toEqual(['idle note'])
  expect(attention({ sendingFault: 'the endpoint cannot be reached (ECONNREFUSED)' })).toEqual(['sending attention'])
  expect(attention({ backlog: 499 })).toEqual([])
  expect(attention({ backlog: 500 })).toEqual(['sending note'])
  expect(attention({ lastSyncAt: null })).toEqual(['sending note'])
  expect(attention({ quarantined: 1 })).toEqual(['refused attention'])
  expect(attention({ skewMs: -7_200_000 })).toEqual(['clock attention'])
  expect(attention({ gap: { foundAt: 1, message: 'A part is lost.' } })).toEqual(['gap note'])
  expect(attention({ journalEncrypted: false })).toEqual(['journal note'])
  expect(attention({ companions: ['Edge'], hostsNotAllowed: ['portal.example'] })).toEqual(['companions note'])
  expect(agentLines({ ...status, skewMs: -7_200_000 }).find(({ id }) => id === 'clock')?.words).toBe(
    'The clock is 2 h behind the endpoint',
  )
})

test('rules that the agent does not follow are named', () => {
  const words = (rulesHealth: AgentStatus['rulesHealth']) =>
    agentLines({ ...status, ...(rulesHealth && { rulesHealth }) }).find(({ id }) => id === 'rules')
  const followed = { ignoredClaimRefs: [], waitingVersion: null, refused: null }
  expect(words({ ...followed, refused: 'they are not signed' })).toMatchObject({ tone: 'attention' })
  expect(words(followed)?.tone).toBe('ok')
  expect(words({ ...followed, waitingVersion: 8 })?.words).toContain('Version 8 waits')
  expect(words({ ...followed, ignoredClaimRefs: ['a', 'b', 'c', 'd', 'e'] })).toEqual({
    id: 'rules',
    tone: 'note',
    words: 'Ignored, as they could read titles or pages: the claim number patterns of a, b, c and 2 more',
  })
})
