import { release } from 'node:os'
import {
  SCHEMA_VERSION,
  supportBundleSchema,
  type AgentStatus,
  type EpochMs,
  type RuleSet,
  type SupportBundle,
  type SupportEvent,
} from '../../shared/contract/index.ts'
import { migrations } from '../journal/migrations.ts'
import type { SyncStatus } from '../sync/sync.ts'
import { healthOf, versionNumbersOf } from './health-of.ts'

export interface SupportFacts {
  readonly now: EpochMs
  readonly status: AgentStatus
  readonly sync: Pick<SyncStatus, 'hold' | 'failure' | 'skewMs'> | null
  readonly rules: RuleSet | null
  readonly events: readonly SupportEvent[]
}

/**
 * Support bundle of this agent. Redacted by construction: each field is a number, an instant or a word of a fixed list, and the
 * schema rejects everything else.
 */
export const supportBundle = ({ now, status, sync, rules, events }: SupportFacts): SupportBundle => {
  const enabled = rules?.rules.filter((rule) => rule.enabled !== false) ?? []
  return supportBundleSchema.parse({
    format: 1,
    madeAt: now,
    versions: {
      agent: versionNumbersOf(status.agentVersion) ?? '0',
      electron: versionNumbersOf(process.versions['electron']),
      node: versionNumbersOf(process.versions.node) ?? '0',
      batchSchema: SCHEMA_VERSION,
      journalSchema: migrations.length,
      platform: oneOf(['linux', 'darwin', 'win32'], process.platform),
      arch: oneOf(['x64', 'arm64'], process.arch),
      system: versionNumbersOf(release()),
    },
    health: healthOf(status),
    policy: rules ? withoutPrivacy(rules.policy) : null,
    rules: {
      version: rules?.version ?? 0,
      all: rules?.rules.length ?? 0,
      enabled: enabled.length,
      byTitle: enabled.filter(({ when }) => when.title !== undefined).length,
      byHost: enabled.filter(({ when }) => when.host !== undefined).length,
      remote: rules?.remote?.length ?? 0,
      ignoredClaimRefs: status.rulesHealth?.ignoredClaimRefs.length ?? 0,
      waitingVersion: status.rulesHealth?.waitingVersion ?? null,
      refused: (status.rulesHealth?.refused ?? null) !== null,
    },
    sending: {
      lastSyncAt: status.lastSyncAt,
      skewMs: typeof sync?.skewMs === 'number' ? Math.round(sync.skewMs) : null,
      heldBy: sync?.hold ? heldBy(sync.hold.code) : null,
      failingSince: sync?.failure?.since ?? null,
    },
    process: {
      upSeconds: Math.floor(process.uptime()),
      memoryMegabytes: Math.round(process.memoryUsage.rss() / 1_048_576),
    },
    events: [...events],
  } satisfies SupportBundle)
}

const withoutPrivacy = ({ privacy: _texts, ...policy }: RuleSet['policy']) => policy

const heldByCodes = ['revoked', 'unknown_device', 'bad_signature', 'unsupported_schema', 'fork', 'too_large'] as const

/** The code may come from the endpoint or from a proxy, so unknown codes become `other`. */
const heldBy = (code: string): NonNullable<SupportBundle['sending']['heldBy']> =>
  heldByCodes.find((known) => known === code) ?? 'other'

const oneOf = <Word extends string>(words: readonly Word[], text: string): Word | 'other' =>
  words.find((word) => word === text) ?? 'other'
