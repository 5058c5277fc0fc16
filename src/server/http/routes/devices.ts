import { deviceRoutes as routes } from '../../../shared/contract/routes/devices.ts'
import { versionNumbers } from '../../../shared/contract/health.ts'
import { AGENT_VERSION_HEADER } from '../../../shared/contract/ingest.ts'
import { changeDeviceKey } from '../../identity/change-device-key.ts'
import { enroll } from '../../identity/enrollment.ts'
import { cancelEnrollmentCode, createEnrollmentCode, openEnrollmentCodes } from '../../identity/enrollment-codes.ts'
import { createEnrollmentKey, openEnrollmentKeys, revokeEnrollmentKey } from '../../identity/enrollment-keys.ts'
import { approveRequest, refuseRequest, waitingRequests } from '../../identity/enrollment-requests.ts'
import { revokeDevice } from '../../identity/revoke-device.ts'
import { listAcknowledgments, saveAcknowledgment } from '../../identity/notice-acknowledgments.ts'
import { checkBatch } from '../../ingest/check-batch.ts'
import { ingestBatch } from '../../ingest/ingest.ts'
import { saveHealth } from '../../ingest/save-health.ts'
import { keepOffer } from '../../rules/offered-windows.ts'
import { countWeek } from '../../rules/unclassified-weeks.ts'
import { currentRules } from '../../rules/rules-store.ts'
import { pageOfAll } from '../filters.ts'
import { deviceOf, perDevice } from '../per-device.ts'
import type { Serve } from '../serve.ts'
import { enrollmentAttempts } from '../enrollment-attempts.ts'
import type { App, RouteContext } from './context.ts'

/** How devices come in, and what they send. */
export function deviceRoutes(app: App, serve: Serve, { limits, metrics, now, version }: RouteContext): void {
  const attempts = enrollmentAttempts(app, limits)
  const limited = perDevice(limits)

  serve(routes.createEnrollmentKey, ({ tenant, body, acting }) => createEnrollmentKey(tenant.database, body, acting))
  serve(routes.enrollmentKeys, async ({ tenant, params }) =>
    pageOfAll(await openEnrollmentKeys(tenant.database, now()), params),
  )
  serve(routes.revokeEnrollmentKey, async ({ tenant, params, acting }) => {
    await revokeEnrollmentKey(tenant.database, params.id, acting)
    return null
  })
  serve(
    routes.createEnrollmentCode,
    ({ tenant, body, acting }) => createEnrollmentCode(tenant.database, body, acting),
    {
      bodyOptional: true,
    },
  )
  serve(routes.enrollmentCodes, async ({ tenant, params }) =>
    pageOfAll(await openEnrollmentCodes(tenant.database, now()), params),
  )
  serve(routes.cancelEnrollmentCode, async ({ tenant, params, acting }) => {
    await cancelEnrollmentCode(tenant.database, params.id, acting)
    return null
  })
  serve(routes.enrollmentRequests, async ({ tenant, params }) =>
    pageOfAll(await waitingRequests(tenant.database), params),
  )
  serve(routes.approveEnrollment, ({ tenant, params, body, acting }) =>
    approveRequest(tenant.database, params.id, body, acting),
  )
  serve(routes.refuseEnrollment, async ({ tenant, params, acting }) => {
    await refuseRequest(tenant.database, params.id, acting)
    return null
  })
  serve(routes.revokeDevice, async ({ tenant, params, acting }) => {
    await revokeDevice(tenant.database, params.id, acting)
    return null
  })
  serve(
    routes.enroll,
    async ({ tenant: { database }, body, acting, request }) => ({
      ...(await attempts.make(request, body.code, () => enroll(database, body, acting))),
      rules: await currentRules(database),
    }),
    { rateLimit: { perMinute: attempts.perMinute, by: attempts.key } },
  )
  serve(
    routes.sendBatch,
    async ({ tenant, principal, request }) => {
      const agent = versionNumbers.safeParse(request.headers[AGENT_VERSION_HEADER]).data
      const batch = checkBatch(request.body, { agent, endpoint: version })
      const device = deviceOf(principal)
      await tenant.backlogs.giveWay(batch.records.length)
      const ack = await ingestBatch(tenant, device, batch, now())
      metrics.records.inc({ outcome: 'accepted' }, batch.records.length)
      metrics.records.inc({ outcome: 'rejected' }, batch.rejected.length)
      tenant.signals.wake('roll_up', 'dirty_claims')
      return { ...ack, ...(tenant.panelWatch.isShown(device.userId) && { watched: true }) }
    },
    limited,
  )
  serve(
    routes.reportHealth,
    async ({ tenant, principal, body }) => {
      await saveHealth(tenant.database, deviceOf(principal), body, now())
      return null
    },
    limited,
  )
  serve(
    routes.acknowledgeNotice,
    async ({ tenant, principal, body }) => {
      await saveAcknowledgment(tenant.database, deviceOf(principal).deviceId, body, now())
      return null
    },
    limited,
  )
  serve(
    routes.offerWindow,
    async ({ tenant, principal, body }) => {
      await keepOffer(tenant.database, deviceOf(principal).deviceId, body, now())
      return null
    },
    limited,
  )
  serve(
    routes.changeDeviceKey,
    async ({ tenant, principal, body, acting }) => {
      await changeDeviceKey(tenant.database, deviceOf(principal), body, acting)
      return null
    },
    limited,
  )
  serve(
    routes.countWeek,
    async ({ tenant, principal, body }) => {
      await countWeek(tenant.database, deviceOf(principal).deviceId, body, now())
      return null
    },
    limited,
  )
  serve(routes.noticeAcknowledgments, async ({ scope, params }) => pageOfAll(await listAcknowledgments(scope), params))
}
