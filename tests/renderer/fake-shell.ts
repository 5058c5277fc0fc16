import type { IpcResult, ShellBridge } from '../../src/shared/contract/bridge.ts'
import type { Me } from '../../src/shared/contract/accounts.ts'
import type { LookedAtRow } from '../../src/shared/contract/audit.ts'
import type { AgentStatus, MyDay, PolicyToRead, SentRecord } from '../../src/shared/contract/clients.ts'
import type { NoticeToRead } from '../../src/shared/contract/notice.ts'
import { policySchema } from '../../src/shared/contract/ruleset.ts'
import { NOTICE_VERSION, noticeText, termsOf } from '../../src/shared/notice/index.ts'
import { ribbonOf } from './sample-panel.ts'
import { NOW, sampleWork, type SampleWork } from './sample-team.ts'

/** What the injected bridge answers with. Plain data: it crosses into the page. */
export interface ShellData {
  readonly status: AgentStatus
  readonly day: MyDay
  readonly sent: readonly SentRecord[]
  readonly notice: NoticeToRead
  readonly policy: PolicyToRead
  /** Null: the endpoint does not answer. */
  readonly looks: readonly LookedAtRow[] | null
  /** Who is signed in to the endpoint here; left out: nobody. */
  readonly me?: Me
  /** The agent answers nothing of itself until the page calls `shellWakes`. */
  readonly silent?: boolean
}

const USER = 'u-kim'
const sum = <T>(items: readonly T[], value: (item: T) => number) =>
  items.reduce((total, item) => total + value(item), 0)

/** Whoever is signed in on the computer, where that is not nobody. */
export const supervisor: Me = { name: 'J. Kim', email: null, roles: ['supervisor'], teams: ['North'], user: 'u-kim' }

export function shellData(work: SampleWork = sampleWork()): ShellData {
  const from = Date.parse('2026-11-20T00:00:00-05:00')
  const spans = work.spans.filter((span) => span.userId === USER && span.startedAt >= from)
  const hidden = work.hidden.filter((row) => row.userId === USER && row.startedAt >= from)
  const touches = work.touches.filter((touch) => touch.userId === USER && touch.startedAt >= from)
  const ribbon = ribbonOf(spans)
  const byShade: Record<string, number> = {}
  for (const { shade, startedAt, endedAt } of ribbon) byShade[shade] = (byShade[shade] ?? 0) + endedAt - startedAt
  const kinds = [...new Set(hidden.map(({ kind }) => kind))]
  const day: MyDay = {
    from,
    to: from + 86_400_000,
    ribbon,
    activeMs: sum(
      spans.filter(({ presence }) => presence === 'active'),
      (span) => span.endedAt - span.startedAt,
    ),
    idleMs: byShade['idle'] ?? 0,
    awayMs: byShade['away'] ?? 0,
    byShade,
    touches: touches
      .map((touch) => {
        const first = spans.find((span) => span.startedAt === touch.startedAt)
        return {
          claimToken: touch.claimToken,
          activity: first?.activity ?? 'claim_status',
          system: first?.system ?? null,
          startedAt: touch.startedAt,
          endedAt: touch.endedAt,
          activeMs: touch.activeMs,
          hiddenKinds: first?.hiddenKinds ?? [],
        }
      })
      .toReversed(),
    denials: new Set(touches.map(({ claimToken }) => claimToken)).size,
    readInPagesMs: 1_500_000,
    hiddenMs: sum(hidden, ({ ms }) => ms),
    hiddenByKind: kinds.map((kind) => ({
      kind,
      ms: sum(
        hidden.filter((row) => row.kind === kind),
        ({ ms }) => ms,
      ),
    })),
    manualTime: [
      {
        id: 'named-1',
        kind: 'meeting',
        startedAt: from + 7 * 3_600_000,
        endedAt: from + 7.5 * 3_600_000,
        claimToken: null,
      },
    ],
    manualMs: 1_800_000,
    gaps: [
      {
        startedAt: from + 12 * 3_600_000,
        endedAt: from + 12 * 3_600_000 + 23 * 60_000,
        proposals: [{ kind: 'payer_call', system: 'RingCentral', focus: 'before' }],
      },
    ],
    nameable: true,
    input: [
      { minuteStart: from + 9 * 3_600_000, keys: 120, pointer: 340 },
      { minuteStart: from + 9 * 3_600_000 + 60_000, keys: 80, pointer: 20 },
    ],
    privateTimes: [],
    unclassified: [
      { program: 'claimtrack', shape: 'claim # • - •', ms: 14 * 60_000, offered: false },
      { program: 'oldledger', shape: '• ledger', ms: 6 * 60_000, offered: true },
    ],
    annotations: [],
    annotatable: true,
    rulesChanges: [
      {
        ...{ at: from + 8.5 * 3_600_000, version: 7, added: 2, changed: 1, removed: 0, reordered: false },
        policy: [{ name: 'idleAfterMs', before: 300_000, after: 240_000 }],
      },
    ],
  }
  const sent = spans.map((span, index): SentRecord => {
    const { startedAt, endedAt, presence, activity, rating, system, systemKind, payer, app, ruleId, claimToken } = span
    const seq = index + 1
    const newest = spans.length - index
    return {
      record: {
        kind: 'span',
        seq,
        startedAt,
        endedAt,
        presence,
        activity,
        rating,
        system,
        systemKind,
        payer,
        app,
        ruleId,
        ruleSetVersion: 7,
        claimToken,
      },
      state: newest <= 3 ? 'waiting' : newest === 5 ? 'quarantined' : 'acked',
      detail: newest === 5 ? 'payer: longer than 200 characters' : null,
    }
  })
  return {
    status: {
      state: 'recording',
      reason: null,
      userName: 'J. Kim',
      deviceId: 'device-4',
      endpointUrl: 'http://127.0.0.1',
      rulesVersion: 7,
      agentVersion: '0.1.0',
      captureAdapter: 'x11',
      companions: [],
      lastCaptureAt: NOW - 1000,
      lastSyncAt: NOW - 40_000,
      backlog: 0,
      quarantined: 1,
      observable: true,
      idleSource: 'x11',
      journalEncrypted: true,
      skewMs: 240,
      sendingFault: null,
      pause: { until: null, choices: [15, 30, 60], minutesLeft: null },
    },
    day,
    sent: sent.toReversed(),
    policy: {
      ...{ rulesVersion: 7, rules: 42, claimNumberRules: 9, ownIdleRules: 2, changes: day.rulesChanges },
      fieldHosts: ['availity.com', 'ehr.example'],
      retention: { recordsDays: 90, sumsDays: 1095 },
      policy: policySchema.parse({ idleAfterMs: 240_000 }),
    },
    looks: [
      {
        ...{
          id: 12,
          at: NOW - 3_600_000,
          by: 'Lee Barker',
          roles: ['supervisor'],
          byProgram: false,
          operation: 'spans',
        },
        ...{ periodFrom: from, periodTo: from + 86_400_000 },
      },
      {
        ...{ id: 7, at: NOW - 86_400_000, by: 'Dana Cole', roles: ['manager'], byProgram: true, operation: 'panel' },
        ...{ periodFrom: from - 6 * 86_400_000, periodTo: from + 86_400_000 },
      },
    ],
    notice: {
      text: noticeText(termsOf(policySchema.parse({})), 'the Privacy Office, privacy@example.org'),
      ...{ textHash: 'a'.repeat(64), rulesVersion: 7, due: false, changed: false },
      acknowledged: {
        ...{ version: NOTICE_VERSION, textHash: 'a'.repeat(64), rulesVersion: 7, how: 'read' },
        acknowledgedAt: NOW - 30 * 86_400_000,
      },
    },
  }
}

/** Runs in the page before the app: a preload script that answers from `data`, and remembers what it was asked. */
export function installRememberingShell(data: ShellData): void {
  const asked: { channel: string; argument: unknown }[] = []
  const callbacks = new Set<() => void>()
  let { status, silent = false } = data
  const ok = (value: unknown): IpcResult<unknown> => ({ ok: true, value })
  const notEnrolled: IpcResult<unknown> = {
    ok: false,
    problem: { code: 'not_enrolled', status: 0, detail: 'This computer is not enrolled for the team panel.' },
  }
  const bridge: ShellBridge = {
    platform: 'linux',
    onChanged: (callback) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    invoke: async (channel, argument) => {
      asked.push({ channel, argument })
      if (silent && channel.startsWith('myDay.'))
        return { ok: false, problem: { code: 'failed', status: 0, detail: 'The journal is being opened.' } }
      switch (channel) {
        case 'myDay.status':
          return ok(status)
        case 'myDay.pause':
          status = {
            ...status,
            ...{ state: 'paused', reason: 'paused by you' },
            pause: { until: Date.now() + 872_000, choices: [15, 30, 60], minutesLeft: null },
          }
          return ok(status)
        case 'myDay.resume':
          status = {
            ...status,
            ...{ state: 'recording', reason: null },
            pause: { until: null, choices: [15, 30, 60], minutesLeft: null },
          }
          return ok(status)
        case 'team.read':
          if (data.me && (argument as { name: string }).name === 'me') return ok(data.me)
          return notEnrolled
        case 'myDay.policy':
          return ok(data.policy)
        case 'myDay.lookedAt':
          return data.looks === null
            ? {
                ok: false,
                problem: { code: 'endpoint_unreachable', status: 0, detail: 'The endpoint cannot be reached now.' },
              }
            : ok({ rows: data.looks, nextCursor: null })
        case 'myDay.notice':
          return ok({ ...data.notice, due: status.noticeDue === true })
        case 'myDay.acknowledgeNotice':
          status = { ...status, state: 'recording', reason: null, noticeDue: false }
          return ok(status)
        case 'myDay.saveOwnData':
        case 'support.save':
          return ok(true)
        case 'myDay.day': {
          const { from, to } = argument as { from: number; to: number }
          const none = {
            ribbon: [],
            touches: [],
            activeMs: 0,
            idleMs: 0,
            awayMs: 0,
            byShade: {},
            denials: 0,
            hiddenMs: 0,
            hiddenByKind: [],
            manualTime: [],
            manualMs: 0,
            gaps: [],
            nameable: true,
            input: [],
            privateTimes: [],
            annotations: [],
            annotatable: true,
            rulesChanges: [],
            unclassified: [],
          }
          return ok(from === data.day.from ? data.day : { from, to, ...none })
        }
        case 'myDay.name':
          if ((argument as { reference?: string | null }).reference === '--')
            return {
              ok: false,
              problem: {
                code: 'no_reference',
                status: 409,
                detail: 'A claim number has letters or digits.',
                errors: [{ pointer: '/reference', detail: 'A claim number has letters or digits.' }],
              },
            }
          return ok(null)
        case 'myDay.annotate':
        case 'myDay.withdrawAnnotation':
        case 'myDay.markPrivate':
        case 'myDay.offerWindow':
        case 'myDay.withdraw':
          return ok(null)
        case 'myDay.sent': {
          const { before, limit } = argument as { before?: number; limit: number }
          return ok(data.sent.filter(({ record }) => before === undefined || record.seq < before).slice(0, limit))
        }
        default:
          return notEnrolled
      }
    },
  }
  Object.assign(window, {
    touchledger: bridge,
    shellAsked: asked,
    shellStartsAgain: () => {
      asked.length = 0
      ;({ status, silent = false } = data)
      callbacks.forEach((callback) => callback())
    },
    shellWakes: () => {
      silent = false
    },
    shellChanged: () => callbacks.forEach((callback) => callback()),
  })
}
