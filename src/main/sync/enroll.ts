import { isSignedRules } from '../../host/rules-signature.ts'
import {
  type EnrollmentAnswer,
  enrollmentAnswerSchema,
  type EnrollmentRequest,
  enrollmentRequestSchema,
  type RuleSet,
  ruleSetSchema,
  type SystemAccount,
} from '../../shared/contract/index.ts'
import { HTTPS_NEEDED, isPrivateTransport } from '../../shared/contract/addresses.ts'
import { isEnrollmentKey } from '../../shared/contract/enrollment-keys.ts'
import { parseJson, problemOf } from './answers.ts'
import { createHttp, endpointPath, type HttpAnswer, type HttpOptions } from './http.ts'
import { type KeyPair, makeKeyPair } from './key-pair.ts'
import type { Identity } from './identity-store.ts'
import { realSleep, type Sleep } from './interruptible-sleep.ts'

export type EnrollmentFailureCode =
  | 'bad_code'
  | 'unknown_code'
  | 'used_code'
  | 'expired_code'
  | 'waiting_for_approval'
  | 'unreachable'
  | 'rate_limited'
  | 'refused'
  | 'bad_answer'
  | 'other_person'

/** The message is for the person who entered the code. Nothing was stored on this computer. */
export class EnrollmentFailed extends Error {
  override readonly name = 'EnrollmentFailed'
  readonly code: EnrollmentFailureCode
  constructor(code: EnrollmentFailureCode, message: string) {
    super(message)
    this.code = code
  }
}

export interface EnrollOptions extends HttpOptions {
  readonly endpointUrl: string
  readonly code: string
  readonly agentVersion: string
  /** The same key pair with the same code returns the same identity. Default: a new one, discarded on failure. */
  readonly keyPair?: KeyPair | undefined
  /** Whom this device was enrolled for before. */
  readonly userName?: string | undefined
  /** Sent with the key of a site, which does not say whose the computer is. */
  readonly account?: SystemAccount | undefined
  /** Default: the platform of this process. */
  readonly platform?: string | undefined
  readonly sleep?: Sleep | undefined
  /** Ends the attempt before the next request. One that is under way is waited for: its answer may be the identity. */
  readonly signal?: AbortSignal | undefined
}

export interface Enrollment {
  readonly identity: Identity
  readonly rules: RuleSet
}

/** Waits before a retry without an answer. The endpoint answers the same key with the same device. */
const ASK_AGAIN_AFTER_MS = [500, 2000]

const WAITING = 'Waiting for an admin’s approval. Nothing is recorded until then.'

const knownCodes: Readonly<Record<string, EnrollmentFailureCode>> = {
  unknown_code: 'unknown_code',
  used_code: 'used_code',
  expired_code: 'expired_code',
  waiting_for_approval: 'waiting_for_approval',
}

const readAnswer = (answer: HttpAnswer): EnrollmentAnswer & { readonly rules: RuleSet } => {
  if (answer.kind === 'failed') throw new EnrollmentFailed('unreachable', `Not enrolled: ${answer.why}.`)
  if (answer.status >= 200 && answer.status < 300) {
    const enrolled = enrollmentAnswerSchema.safeParse(parseJson(answer.text))
    const rules = ruleSetSchema.safeParse(enrolled.data?.rules)
    if (enrolled.success && rules.success) {
      const { tenantId, rulesKey } = enrolled.data
      // Says nothing of who the endpoint is, but without this the device would refuse every later set.
      if (!isSignedRules(enrolled.data.rules, tenantId, rulesKey))
        throw new EnrollmentFailed('bad_answer', 'Not enrolled: the endpoint did not sign its rules.')
      return { ...enrolled.data, rules: rules.data }
    }
    throw new EnrollmentFailed('bad_answer', 'Not enrolled: this address is not a TouchLedger endpoint.')
  }
  const problem = problemOf(answer)
  if (answer.status === 429) {
    throw new EnrollmentFailed('rate_limited', 'Not enrolled: too many attempts. Wait a few minutes and try again.')
  }
  if (problem === null) {
    const what = `this address is not a TouchLedger endpoint (status ${answer.status})`
    throw new EnrollmentFailed(
      answer.status >= 500 ? 'unreachable' : 'bad_answer',
      `Not enrolled: ${what}, or the endpoint is not ready.`,
    )
  }
  const code = knownCodes[problem.code] ?? 'refused'
  throw new EnrollmentFailed(code, code === 'waiting_for_approval' ? WAITING : `Not enrolled: ${problem.detail}`)
}

/**
 * Exchanges a single-use code for an identity with this device's key pair. Stores nothing: the caller saves the identity.
 * @throws EnrollmentFailed
 */
export const enroll = async (options: EnrollOptions): Promise<Enrollment> => {
  const { endpointUrl, agentVersion, platform = process.platform, sleep = realSleep } = options
  const { publicKey, privateKey } = options.keyPair ?? makeKeyPair()
  const request: EnrollmentRequest = {
    code: options.code.trim(),
    publicKey,
    platform,
    agentVersion,
    userName: options.userName,
    // An endpoint that knows no keys of sites refuses a request with an account.
    ...(isEnrollmentKey(options.code) && options.account && { account: options.account }),
  }
  if (!enrollmentRequestSchema.safeParse(request).success) {
    throw new EnrollmentFailed('bad_code', 'Not enrolled: this is not a valid enrollment code.')
  }
  if (!isPrivateTransport(endpointUrl)) {
    throw new EnrollmentFailed('unreachable', `Not enrolled: the endpoint address ${HTTPS_NEEDED}.`)
  }
  const http = createHttp(options)
  const ask = () =>
    http({
      method: 'POST',
      url: endpointPath(endpointUrl, '/v1/enrollments'),
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(request), 'utf8'),
    })
  let answer = await ask()
  for (const waitMs of ASK_AGAIN_AFTER_MS) {
    if (answer.kind === 'answer') break
    await sleep(waitMs, options.signal)
    if (options.signal?.aborted) break
    answer = await ask()
  }
  const { rules, ...told } = readAnswer(answer)
  return { identity: { endpointUrl, ...told, privateKey }, rules }
}
