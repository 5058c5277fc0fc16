import { once } from 'node:events'
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type Configuration } from 'oidc-provider'
import type { IdentityProviderOptions } from '../../../src/server/identity/identity-provider.ts'

/** What the provider says of somebody. */
export interface Told {
  /** Who it is for ever; the name that the person signs in with when left out. */
  readonly subject?: string
  readonly email?: string
  readonly email_verified?: boolean
}

export interface TestProvider {
  readonly options: IdentityProviderOptions
  /** What it says of people, by the name that they sign in with. */
  readonly people: Map<string, Told>
  /**
   * From now on it answers, and sends browsers back to these addresses alone.
   * @param keys that it publishes in place of those it signs with
   */
  serve(redirectUris: readonly string[], keys?: { readonly keys: readonly object[] }): void
  /** Signs somebody in at an authorization request. @returns the address that the browser is sent back to */
  signIn(address: string, name: string): Promise<string>
  close(): Promise<void>
}

const CLIENT = { clientId: 'touchledger', clientSecret: 'a client secret of the tests' } as const

/** A server on this machine, at a host name that browsers count as another site than 127.0.0.1. */
export async function serveAtLocalhost(listener: RequestListener) {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A real OpenID provider. It listens at once, because its name has its port in it, and answers from {@link TestProvider.serve} on. */
export async function startProvider(): Promise<TestProvider> {
  const people = new Map<string, Told>()
  let listener: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = await serveAtLocalhost((request, response) => listener(request, response))
  return {
    options: { ...CLIENT, issuer: server.url, name: 'Example ID', domains: null, endsPasswords: false },
    people,
    serve: (redirectUris, keys) => {
      const answer = providerOf(server.url, people, redirectUris).callback()
      listener = (request, response) => {
        if (keys === undefined || request.url !== '/jwks') void answer(request, response)
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys))
      }
    },
    signIn: signInAt,
    close: server.close,
  }
}

/** A new pair of keys that sign ID tokens, under the one name that all of them have here. */
export const signingKey = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  ...{ kid: 'one', use: 'sig', alg: 'RS256' },
})

/** Its warnings are for those who let people in with it. */
function quietly<Made>(make: () => Made): Made {
  const { warn } = console
  console.warn = () => {}
  try {
    return make()
  } finally {
    console.warn = warn
  }
}

const TTL_SECONDS = 3600

function providerOf(issuer: string, people: ReadonlyMap<string, Told>, redirectUris: readonly string[]): Provider {
  const configuration: Configuration = {
    jwks: { keys: [signingKey()] },
    ttl: {
      AccessToken: TTL_SECONDS,
      AuthorizationCode: 60,
      Grant: TTL_SECONDS,
      IdToken: TTL_SECONDS,
      Interaction: TTL_SECONDS,
      Session: TTL_SECONDS,
    },
    clients: [
      {
        ...{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret },
        ...{ redirect_uris: [...redirectUris], token_endpoint_auth_method: 'client_secret_post' },
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    findAccount: (_context, name) => {
      const { subject = name, ...told } = people.get(name) ?? {}
      return { accountId: subject, claims: () => ({ sub: subject, ...told }) }
    },
    // Nobody is asked what they agree to: the provider of an organization does not ask, either.
    loadExistingGrant: async ({ oidc: { client, session } }) => {
      if (!client || !session?.accountId) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  }
  const provider: Provider = quietly(() => new Provider(issuer, configuration))
  return provider
}

/** A browser that signs in by the provider's own form. */
async function signInAt(address: string, name: string): Promise<string> {
  const { origin } = new URL(address)
  const cookies = new Map<string, string>()
  let next = address
  let body: URLSearchParams | undefined
  for (let step = 0; step < 10; step += 1) {
    const response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(body && { method: 'POST', body }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(key, value)
    }
    const location = response.headers.get('location')
    const page = await response.text()
    if (location === null) {
      const form = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
      if (form === undefined) throw new Error(`the provider shows no form: ${page.replaceAll(/<[^>]*>/g, ' ')}`)
      ;[next, body] = [form, new URLSearchParams({ prompt: 'login', login: name, password: 'any' })]
      continue
    }
    ;[next, body] = [new URL(location, next).href, undefined]
    if (new URL(next).origin !== origin) return next
  }
  throw new Error('the provider sends the browser in circles')
}
