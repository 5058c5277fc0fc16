import { useTeamRows } from '../query/use-team-rows.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { VersionsCard } from '../versions/versions-card.tsx'

/** The versions of the rules. One that is restored is checked, signed and published as any other. */
export function RulesVersions() {
  const write = useTeamWrite()
  const list = useTeamRows('ruleVersions', {})
  const current = list.rows?.find(({ isCurrent }) => isCurrent)?.version
  return (
    <VersionsCard
      list={list}
      onRestore={async (version) => {
        const answer = await write('restoreRules', { version, ifMatch: current }, null)
        return 'proposedBy' in answer ? 'proposed' : 'restored'
      }}
    />
  )
}
