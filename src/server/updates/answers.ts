import type { ReleasesAnswer, SignedRelease } from '../../shared/contract/releases.ts'
import { compareVersions } from '../../shared/versions.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { readSettings } from '../settings/settings-store.ts'
import { isLetIn, type UpdatedDevice } from './roll-out.ts'
import type { Releases, StoredRelease } from './releases-folder.ts'

/** The release that a device is to become; null: it stays as it is. @param version that it runs */
export async function updateFor(
  queries: Queries,
  releases: Releases,
  deviceId: string,
  version: string,
): Promise<SignedRelease | null> {
  const { body } = await readSettings(queries, 'updates')
  if (body.version === null || body.paused || compareVersions(body.version, version) === 0) return null
  const [device] = await queries.query<UpdatedDevice>(
    sql`select d.device_id as "deviceId", u.team from devices d join users u on u.user_id = d.user_id where d.device_id = ${deviceId}`,
  )
  if (!device || !isLetIn(body, device)) return null
  return (await releases.find(body.version))?.signed ?? null
}

/** The folder of a file that agents may load. @throws HttpProblem 404 `unknown_release` */
export async function folderOfFile(releases: Releases, version: string, name: string): Promise<string> {
  const release = await releases.find(version)
  if (!release?.manifest?.files.some((file) => file.name === name)) {
    throw problem(404, 'unknown_release', 'There is no such file of a release that is whole.')
  }
  return release.folder
}

/** What is on file, what runs, and how far the roll-out is. Made-up computers do not count. @param storage whether there is a place for releases */
export async function describeReleases(
  queries: Queries,
  releases: Releases,
  storage: boolean,
): Promise<ReleasesAnswer> {
  const [{ body }, found, devices] = await Promise.all([
    readSettings(queries, 'updates'),
    releases.list(),
    queries.query<UpdatedDevice & { agentVersion: string }>(
      sql`select d.device_id as "deviceId", u.team, d.agent_version as "agentVersion"
        from devices d join users u on u.user_id = d.user_id where d.revoked_at is null and not d.sample`,
    ),
  ])
  const counts = new Map<string, number>()
  for (const { agentVersion } of devices) counts.set(agentVersion, (counts.get(agentVersion) ?? 0) + 1)
  const { version } = body
  // As it is while nothing is paused: pausing takes nothing back.
  const letIn = devices.filter((device) => isLetIn({ ...body, paused: false }, device))
  return {
    storage,
    releases: found.map(describe),
    versions: [...counts]
      .map(([name, computers]) => ({ version: name, computers }))
      .toSorted((one, other) => compareVersions(other.version, one.version)),
    rollOut:
      version === null
        ? null
        : {
            ...{ version, computers: letIn.length, of: devices.length },
            there: letIn.filter(({ agentVersion }) => compareVersions(agentVersion, version) === 0).length,
          },
  }
}

const describe = ({ version, manifest, fault }: StoredRelease): ReleasesAnswer['releases'][number] => ({
  ...{ version, fault },
  releasedAt: manifest === null ? null : Date.parse(manifest.released),
  kinds: (manifest?.files ?? []).map(({ platform, arch, kind }) => `${platform} ${arch} ${kind}`),
})

/** Refuses a choice that no computer could follow. @throws HttpProblem 422 `bad_settings` */
export async function checkChoice(releases: Releases, version: string | null): Promise<void> {
  if (version === null || (await releases.find(version))) return
  const detail = 'is no release on file that is whole; the list below names them'
  throw problem(422, 'bad_settings', 'The updates settings have errors; nothing was changed.', {
    errors: [{ pointer: '/version', detail }],
  })
}
