import { generateKeyPairSync } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Journal } from '../../../../src/main/journal/journal.ts'
import { axiosTransport, type AxiosTransportOptions } from '../../../../src/main/sync/axios-transport.ts'
import { startSync, type Sync, type SyncOptions, type SyncStatus } from '../../../../src/main/sync/sync.ts'
import { openTestJournal } from '../../journal/support/open.ts'
import { spanAt } from '../../journal/support/records.ts'
import type { MisbehavingEndpoint } from './misbehaving-endpoint.ts'
import { VirtualTime } from './virtual-time.ts'

export const DEVICE_ID = 'device-1'

/** A key pair that the endpoint trusts; returns the private key, PKCS #8 in base64. */
export const enrolledKey = (endpoint: MisbehavingEndpoint, deviceId = DEVICE_ID): string => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  endpoint.trust(deviceId, publicKey.subarray(-32).toString('base64url'))
  return privateKey.toString('base64')
}

export const transportTo = (endpoint: MisbehavingEndpoint, change: Partial<AxiosTransportOptions> = {}) =>
  axiosTransport({ endpointUrl: endpoint.url, deviceId: DEVICE_ID, privateKey: enrolledKey(endpoint), ...change })

/** Adjoining spans of one second from `first` on. */
export const appendSpans = (journal: Journal, count: number, first = 0): number[] =>
  journal.write((tx) => Array.from({ length: count }, (_, index) => tx.append(spanAt((first + index) * 1000))))

export interface Device {
  readonly journal: Journal
  readonly sync: Sync
  readonly time: VirtualTime
  /** Every seq covered by a batch's acknowledgment, in order, without rejected ones. */
  readonly acked: number[]
  readonly states: SyncStatus[]
  /** Resolves when nothing waits. */
  drained(): Promise<void>
}

/** A journal with a running sync whose waits take no time. */
export const startDevice = (
  endpoint: MisbehavingEndpoint,
  change: Partial<SyncOptions> & { readonly journal?: Journal; readonly timeoutMs?: number } = {},
): Device => {
  const { timeoutMs, ...options } = change
  const journal = change.journal ?? openTestJournal()
  const time = new VirtualTime()
  const acked: number[] = []
  const states: SyncStatus[] = []
  const watchers = new Set<() => void>()
  const sync = startSync({
    transport: options.transport ?? transportTo(endpoint, { timeoutMs: timeoutMs ?? 5000 }),
    everyMs: 60_000,
    clock: time,
    sleep: time.sleep,
    random: () => 0.5,
    onAck(ack, batch) {
      const rejected = new Set(ack.rejected.map(({ seq }) => seq))
      for (const { seq } of batch.records) if (seq <= ack.ackedThrough && !rejected.has(seq)) acked.push(seq)
    },
    onState(status) {
      states.push(status)
      for (const watcher of watchers) watcher()
    },
    ...options,
    journal,
  })
  onTestFinished(() => sync.stop())
  return {
    journal,
    sync,
    time,
    acked,
    states,
    drained: () =>
      new Promise((resolve) => {
        const check = () => {
          if (journal.counts().waiting > 0) return
          watchers.delete(check)
          resolve()
        }
        watchers.add(check)
        check()
      }),
  }
}
