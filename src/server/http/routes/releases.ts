import { releaseRoutes as routes } from '../../../shared/contract/routes/releases.ts'
import { describeReleases, folderOfFile, updateFor } from '../../updates/answers.ts'
import type { Serve } from '../serve.ts'
import type { RouteContext } from './context.ts'
import { deviceOf, perDevice } from '../per-device.ts'

/** Releases of the agent: what a device is to become, its files, and what admins see of it. */
export function releaseRoutes(serve: Serve, { limits, releases, hasReleaseStorage }: RouteContext): void {
  const limited = perDevice(limits)
  serve(
    routes.deviceUpdate,
    async ({ tenant, principal, params }) => ({
      update: await updateFor(tenant.database, releases, deviceOf(principal).deviceId, params.version),
    }),
    limited,
  )
  serve(
    routes.releaseFile,
    async ({ params: { version, name }, reply }) => {
      const folder = await folderOfFile(releases, version, name)
      return reply.type('application/octet-stream').header('cache-control', 'no-store').sendFile(name, folder)
    },
    limited,
  )
  serve(routes.releases, ({ tenant }) => describeReleases(tenant.database, releases, hasReleaseStorage))
}
