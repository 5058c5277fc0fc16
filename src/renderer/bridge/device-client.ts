import type {
  ApprovedDevice,
  EnrollmentApproval,
  EnrollmentCodeRequest,
  EnrollmentCodeRow,
  EnrollmentRequestRow,
  NewEnrollmentCode,
} from '../../shared/contract/enrollment-codes.ts'
import type { EnrollmentKeyRequest, EnrollmentKeyRow, NewEnrollmentKey } from '../../shared/contract/enrollment-keys.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { deviceRoutes } from '../../shared/contract/routes/devices.ts'
import { requestOf, type Route } from '../../shared/contract/routes/route.ts'
import type { HttpTeamClient } from './http-team-client.ts'

/** How devices come in and are shut out, in an admin's browser. Every method throws ClientProblem. */
export class DeviceClient {
  readonly #http: HttpTeamClient

  constructor(http: HttpTeamClient) {
    this.#http = http
  }

  /** Codes that can still be used. */
  codes(): Promise<Page<EnrollmentCodeRow>> {
    return this.#call(deviceRoutes.enrollmentCodes, null, { limit: 1000 })
  }

  createCode(given: EnrollmentCodeRequest): Promise<NewEnrollmentCode> {
    return this.#call(deviceRoutes.createEnrollmentCode, given)
  }

  cancelCode(id: string): Promise<null> {
    return this.#call(deviceRoutes.cancelEnrollmentCode, null, { id })
  }

  /** Keys of sites that can still be used. */
  keys(): Promise<Page<EnrollmentKeyRow>> {
    return this.#call(deviceRoutes.enrollmentKeys, null, { limit: 1000 })
  }

  createKey(given: EnrollmentKeyRequest): Promise<NewEnrollmentKey> {
    return this.#call(deviceRoutes.createEnrollmentKey, given)
  }

  revokeKey(id: string): Promise<null> {
    return this.#call(deviceRoutes.revokeEnrollmentKey, null, { id })
  }

  /** Devices that wait for an approval. */
  requests(): Promise<Page<EnrollmentRequestRow>> {
    return this.#call(deviceRoutes.enrollmentRequests, null, { limit: 1000 })
  }

  approve(id: string, whose: EnrollmentApproval): Promise<ApprovedDevice> {
    return this.#call(deviceRoutes.approveEnrollment, whose, { id })
  }

  refuse(id: string): Promise<null> {
    return this.#call(deviceRoutes.refuseEnrollment, null, { id })
  }

  revoke(id: string): Promise<null> {
    return this.#call(deviceRoutes.revokeDevice, null, { id })
  }

  #call<Answer>(route: Route, body: unknown = null, params: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const { path, ...request } = requestOf(route, params, body)
    return this.#http.ask<Answer>(path, request)
  }
}
