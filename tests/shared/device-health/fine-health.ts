import type { DeviceHealth } from '../../../src/shared/contract/index.ts'

/** Health of a device without issues. */
export const fineHealth: DeviceHealth = {
  agentVersion: '1.2.0',
  rulesVersion: 4,
  state: 'recording',
  observable: true,
  captureAdapter: 'x11',
  idleSource: 'x11',
  journalEncrypted: true,
  companions: [],
  lastCaptureAt: 1_795_000_000_000,
  backlog: 0,
  quarantined: 0,
  gapFoundAt: null,
}
