import type { SettingsName } from '../../shared/contract/settings.ts'
import { useTeamRows } from '../query/use-team-rows.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { VersionsCard } from '../versions/versions-card.tsx'

/** The versions of a settings document. */
export function SettingsVersions({
  name,
  title,
}: {
  readonly name: SettingsName
  /** Where the screen has several documents. */
  readonly title?: string
}) {
  const write = useTeamWrite()
  const list = useTeamRows('settingsVersions', { name })
  const current = list.rows?.find(({ isCurrent }) => isCurrent)?.version
  return (
    <VersionsCard
      list={list}
      {...(title !== undefined && { title })}
      onRestore={async (version) => {
        const { waits } = await write('restoreSettings', { name, version, ifMatch: current }, null)
        return waits ? 'proposed' : 'restored'
      }}
    />
  )
}
