import type { DeviceRow } from '../../src/shared/contract/reports.ts'
import { NOW } from './sample-team.ts'

const HOUR = 3_600_000

/** A computer of each kind of trouble, and two of none. */
export function sampleDevices(): readonly DeviceRow[] {
  return [
    device('A. Brandt', {}),
    device('B. Silva', { lastSeenAt: NOW - 100 * HOUR, latestEndedAt: NOW - 100 * HOUR }),
    device('C. Osei', {}, { observable: false, state: 'needs_attention', captureAdapter: 'x-win' }),
    device('D. Okafor', { skewMs: 7 * 60_000 }),
    device('E. Novak', { gaps: { missing: 4, lost: 0, refused: 0, journals: 2, journalSince: NOW - 30 * HOUR } }),
    device('F. Reyes', {}, { quarantined: 2 }),
    device('G. Lind', { agentVersion: '0.0.9' }, { agentVersion: '0.0.9', journalEncrypted: false }),
    device('H. Mori', {}, { backlog: 1840 }),
    device('I. Rossi', { notice: null }, { state: 'notice_due' }),
    device('J. Kim', {}, { companions: ['chromium'] }),
    device('L. Stone', { lastSeenAt: NOW - 2 * HOUR, stoppedAt: NOW - 2 * HOUR }),
    device('M. Tran', { lastSeenAt: NOW - HOUR, stoppedAt: NOW - HOUR, healthAt: NOW - HOUR }, { leaving: 'quit' }),
    {
      ...device('K. Sample', { sample: true, agentVersion: 'sample', platform: 'sample' }),
      health: null,
      healthAt: null,
    },
  ]
}

function device(
  userName: string,
  change: Partial<DeviceRow>,
  health: Partial<NonNullable<DeviceRow['health']>> = {},
): DeviceRow {
  return {
    deviceId: `device-${userName}`,
    userId: `user-${userName}`,
    userName,
    platform: 'win32',
    agentVersion: '0.1.0',
    enrolledAt: NOW - 2000 * HOUR,
    lastSeenAt: NOW - 40_000,
    skewMs: 120,
    notice: { version: 1, acknowledgedAt: NOW - 1999 * HOUR, how: 'read' },
    sample: false,
    latestEndedAt: NOW - 60_000,
    healthAt: NOW - 40_000,
    gaps: { missing: 0, lost: 0, refused: 0, journals: 1, journalSince: NOW - 2000 * HOUR },
    health: {
      agentVersion: '0.1.0',
      rulesVersion: 7,
      state: 'recording',
      observable: true,
      captureAdapter: 'x-win',
      idleSource: 'electron',
      journalEncrypted: true,
      companions: [],
      lastCaptureAt: NOW - 41_000,
      backlog: 0,
      quarantined: 0,
      gapFoundAt: null,
      ...health,
    },
    ...change,
  }
}
