import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import type { TeamRead, TeamWrite, WriteAnswer, WriteBody, WriteParams } from '../../shared/contract/team-calls.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'

/** The reads that are of denials. */
const ofDenials = [
  ...(['denial', 'searchClaims', 'worklist', 'worklistSummary', 'proposedDenials', 'metric', 'queryMetrics'] as const),
  ...(['metricRows', 'alerts'] as const),
]
/** The reads that follow the settings. */
const ofSettings = [
  'me',
  'setup',
  'releases',
  'settings',
  'settingsVersions',
  'undecidedCodes',
  'reportSchedules',
  'proposal',
] as const
/** The reads that follow the rules. */
const ofRules = ['rules', 'ruleVersions', 'ruleUpdates', 'proposal'] as const
/** The reads whose answers a write changes. */
const changedReads: Readonly<Record<TeamWrite, readonly TeamRead[]>> = {
  publishRules: [...ofRules, 'setup'],
  restoreRules: [...ofRules, 'setup'],
  approveProposal: [...ofRules, ...ofSettings],
  dropProposal: ['proposal'],
  removeOffer: ['unclassified'],
  recordExport: [],
  changeDenial: ofDenials,
  acknowledgeAlert: ['alerts'],
  snoozeAlert: ['alerts'],
  dismissFinding: ['findings'],
  restoreFinding: ['findings'],
  cancelImport: ['imports'],
  takeBackImport: [...ofDenials, 'imports', 'denials', 'findings', 'setup'],
  saveMapping: ['mappings'],
  deleteMapping: ['mappings'],
  saveSettings: ofSettings,
  restoreSettings: ofSettings,
  sendTestReport: [],
}

export type TeamWriter = <Name extends TeamWrite>(
  name: Name,
  params: WriteParams<Name>,
  body: WriteBody<Name>,
) => Promise<WriteAnswer<Name>>

/** Writes to the endpoint, then refreshes what the write has changed. @throws ClientProblem */
export function useTeamWrite(): TeamWriter {
  const { team } = useAppEnvironment()
  const cache = useQueryClient()
  return async (name, params, body) => {
    try {
      return await team.write(name, params, body)
    } finally {
      // Also after a failure: the request may have reached the endpoint, or met a newer version.
      refreshAfter(cache, name)
    }
  }
}

/** Reads again what a write has changed. */
export function refreshAfter(cache: QueryClient, name: TeamWrite): void {
  const reads = new Set<unknown>(changedReads[name])
  void cache.invalidateQueries({ predicate: ({ queryKey: [scope, read] }) => scope === 'team' && reads.has(read) })
}
