import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { app } from 'electron'
import type { Agent, AgentOptions } from '../../../src/main/agent.ts'
import { noManualTime } from '../../../src/main/manual-time/manual-time.ts'
import { policyToRead } from '../../../src/main/rules/policy-to-read.ts'
import { supportBundle } from '../../../src/main/support/bundle.ts'
import { openLogFile } from '../../../src/main/support/log-file.ts'
import { runShell } from '../../../src/main/shell/shell.ts'
import { policySchema, type AgentStatus } from '../../../src/shared/contract/index.ts'
import { noticeText, termsOf } from '../../../src/shared/notice/index.ts'

// The shell with an agent that records nothing and logs its calls. A test controls it through `global.shellTest`.

const journal = process.env['SHELL_TEST_LOG'] ?? ''
const note = (line: string) => {
  if (journal) appendFileSync(journal, `${line}\n`)
}

const startFakeAgent = async (options: AgentOptions): Promise<Agent> => {
  const listeners = new Set<() => void>()
  let state: AgentStatus['state'] = 'recording'
  const change = (next: AgentStatus['state']) => {
    state = next
    for (const listener of listeners) listener()
    return status()
  }
  const status = (): AgentStatus => ({
    state,
    reason: null,
    userName: 'Test Biller',
    deviceId: 'device-1',
    endpointUrl: options.endpointUrl ?? '',
    rulesVersion: 1,
    agentVersion: options.agentVersion,
    captureAdapter: options.windows.name,
    companions: [],
    lastCaptureAt: null,
    lastSyncAt: null,
    backlog: 0,
    quarantined: 0,
  })
  const message = process.env['SHELL_TEST_THROW']
  if (message) {
    setTimeout(() => {
      throw new RangeError(message)
    }, 100)
  }
  note(`started ${options.sealer.protection} ${options.windows.name} ${typeof options.idle.idleMs()}`)
  return {
    status,
    day: ({ from, to }) => {
      if (from === 13) throw new Error('Jane Doe MRN 4711')
      return {
        from,
        to,
        ribbon: [],
        activeMs: 0,
        idleMs: 0,
        awayMs: 0,
        byShade: {},
        touches: [],
        denials: 0,
        readInPagesMs: 0,
        hiddenMs: 0,
        hiddenByKind: [],
        ...noManualTime,
        input: [],
        privateTimes: [],
        annotations: [],
        annotatable: false,
        rulesChanges: [],
        unclassified: [],
      }
    },
    sent: () => [],
    lookedAt: async () => ({ rows: [], nextCursor: null }),
    saveManualTime: () => null,
    withdrawManualTime: () => null,
    markPrivate: () => null,
    offerWindow: () => null,
    annotate: () => null,
    withdrawAnnotation: () => null,
    policy: () => policyToRead({ version: 1, policy: policySchema.parse({}), rules: [] }, []),
    notice: () => {
      const text = noticeText(termsOf(policySchema.parse({})), undefined)
      return { text, textHash: 'f'.repeat(64), rulesVersion: 1, due: false, changed: false, acknowledged: null }
    },
    acknowledgeNotice: () => status(),
    acceptNotices: () => note('notices accepted'),
    takeCode: ({ endpointUrl, code }) => {
      note(`asked ${endpointUrl} ${code}`)
      const taken = process.env['SHELL_TEST_ENROLLED'] === undefined
      openLogFile(options.dataDirectory).write({ at: Date.now(), code: taken ? 'code_taken' : 'code_not_needed' })
      return taken
    },
    pause: () => change('paused'),
    resume: () => change('recording'),
    ownData: () => new Uint8Array(),
    applyRemedy: () => '',
    supportBundle: () =>
      supportBundle({ now: 1_795_000_000_000, status: status(), sync: null, rules: null, events: [] }),
    onChange: (callback) => {
      listeners.add(callback)
      return () => listeners.delete(callback)
    },
    stop: async () => {
      await sleep(50)
      note('stopped')
    },
  }
}

runShell(startFakeAgent).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  app.exit(1)
})
