import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretPost,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  type Configuration,
} from 'openid-client'
import type { SignInRefusal } from '../../shared/contract/accounts.ts'
import { SECOND_MS } from '../../shared/time.ts'

/** Where a tenant's people have their accounts: an OpenID provider such as Entra ID, Google, Okta or Keycloak. */
export interface IdentityProviderOptions {
  /** https, or http to this machine itself. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** As the button names it. */
  readonly name: string
  /** E-mail domains whose people get in, in small letters; null: those of everybody who has an account. */
  readonly domains: readonly string[] | null
  /** People who have signed in here no longer sign in with a password. */
  readonly endsPasswords: boolean
  /** How long each of its answers may take, ms; 10 s by default. */
  readonly timeoutMs?: number | undefined
}

/** What the browser is sent away with, and has to come back with. */
export interface ProviderQuestion {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** Whom the provider vouches for. */
export interface ProviderClaims {
  readonly issuer: string
  /** Names the person at this issuer for ever. */
  readonly subject: string
  /** Null: it told none, or does not know it to be the person's own. */
  readonly email: string | null
  readonly isVerified: boolean
}

export interface IdentityProvider extends Pick<IdentityProviderOptions, 'name' | 'domains' | 'endsPasswords'> {
  /** @returns where to send the browser @throws SignInRefused */
  ask(redirectUri: string): Promise<ProviderQuestion & { readonly address: string }>
  /** @param address that the browser came back to, with its parameters @throws SignInRefused */
  readAnswer(address: URL, question: ProviderQuestion): Promise<ProviderClaims>
}

/** Somebody is not let in. What is the operator's to know is the cause. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
  readonly reason: SignInRefusal
  /** That the provider vouched for; null where it did not, or where it does not matter. */
  readonly email: string | null
  constructor(reason: SignInRefusal, { email = null, cause }: { email?: string | null; cause?: unknown } = {}) {
    super(reason, { cause })
    this.reason = reason
    this.email = email
  }
}

const DEFAULT_TIMEOUT_MS = 10 * SECOND_MS

/** It is asked nothing before somebody signs in: an endpoint starts without it. */
export function createIdentityProvider(options: IdentityProviderOptions): IdentityProvider {
  const { name, domains, endsPasswords } = options
  let known: Configuration | null = null
  // Asked of each sign-in anew: a browser that is sent to a provider that is down shows a page of its own, without a way back.
  const discover = async () => (known = await configure(options).catch(refuse))
  return {
    ...{ name, domains, endsPasswords },
    ask: async (redirectUri) => {
      const question = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() }
      const address = buildAuthorizationUrl(await discover(), {
        redirect_uri: redirectUri,
        scope: 'openid email',
        state: question.state,
        nonce: question.nonce,
        code_challenge: await calculatePKCECodeChallenge(question.codeVerifier),
        code_challenge_method: 'S256',
      })
      return { ...question, address: address.href }
    },
    readAnswer: async (address, question) => readAnswer(known ?? (await discover()), address, question).catch(refuse),
  }
}

function configure({ issuer, clientId, clientSecret, timeoutMs = DEFAULT_TIMEOUT_MS }: IdentityProviderOptions) {
  const address = new URL(issuer)
  // The options allow http to this machine alone.
  const isPlain = address.protocol === 'http:'
  return discovery(address, clientId, {}, ClientSecretPost(clientSecret), {
    timeout: timeoutMs / SECOND_MS,
    // The signature of the ID token is checked, too, not only whose TLS it came over.
    execute: isPlain ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks],
  })
}

async function readAnswer(
  configuration: Configuration,
  address: URL,
  { state, nonce, codeVerifier }: ProviderQuestion,
): Promise<ProviderClaims> {
  const tokens = await authorizationCodeGrant(configuration, address, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new SignInRefused('bad_provider_answer')
  // Some providers keep the e-mail address out of the ID token.
  const told =
    claims['email'] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
      ? { ...claims, ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)) }
      : claims
  return { issuer: claims.iss, subject: claims.sub, ...emailOf(told) }
}

/**
 * The e-mail address, and whether the provider knows it to be the person's. Entra ID says so of the domain's owner (`xms_edov`), and some providers as
 * text.
 */
export function emailOf(claims: Readonly<Record<string, unknown>>): Pick<ProviderClaims, 'email' | 'isVerified'> {
  const { email, email_verified: verified, xms_edov: ownedDomain } = claims
  const isVerified = [true, 'true'].includes(verified as never) || [true, 1, '1', 'true'].includes(ownedDomain as never)
  return { email: typeof email === 'string' && email !== '' ? email : null, isVerified }
}

/** What went wrong with the provider, for the person who signs in. */
function refuse(error: unknown): never {
  if (error instanceof SignInRefused) throw error
  throw new SignInRefused(reasonOf(error), { cause: error })
}

function reasonOf(error: unknown): SignInRefusal {
  // It answered, and in words of OAuth: the person stopped, the code was used, the client's secret is wrong.
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) return 'provider_refused'
  // What `fetch` throws without an answer, and an answer such as a proxy's 502.
  const withoutAnswer = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']
  if (error instanceof TypeError) return 'provider_unavailable'
  if (error instanceof ClientError && withoutAnswer.includes(error.code ?? '')) return 'provider_unavailable'
  return 'bad_provider_answer'
}

/** What an operator has to know of a refusal; no text of the provider's, which could name a person. */
export function causeOf({ cause }: SignInRefused): string | undefined {
  if (cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError) return cause.error
  if (cause instanceof ClientError) return cause.code
  return cause instanceof Error ? cause.name : undefined
}
