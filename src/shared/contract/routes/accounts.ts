import { z } from 'zod'
import { account, accountChangeSchema, apiToken, me, newAccountSchema, newApiTokenSchema } from '../accounts.ts'
import { pageOf } from '../answer-fields.ts'
import { pageShape } from './fields.ts'
import { routes, routesWith } from './route.ts'

const { get, post, patch, remove } = routesWith({ tag: 'Accounts', access: 'person' })
const id = z.string().max(60)
const unknown = { status: 404, code: 'unknown_account', when: 'there is no such account' }
const unknownUser = { status: 422, code: 'unknown_user', when: 'nobody with this id has been recorded' }
const lastAdmin = { status: 409, code: 'last_admin', when: 'nobody could administer accounts after it' }
const own = { status: 409, code: 'no_account', when: 'the admin token of the endpoint itself has no account' }

export const accountRoutes = routes({
  me: get('/v1/me', { summary: 'Who asks, and what they may', answer: me }),
  accounts: get('/v1/accounts', {
    summary: 'Everybody who may sign in, and those who could',
    params: pageShape,
    answer: pageOf(account),
  }),
  createAccount: post('/v1/accounts', {
    summary: 'Lets somebody in',
    body: newAccountSchema,
    status: 201,
    answer: account,
    problems: [{ status: 409, code: 'known_email', when: 'an account has this e-mail address' }, unknownUser],
  }),
  changeAccount: patch('/v1/accounts/{id}', {
    summary: 'Changes what somebody may, or deactivates the account at once',
    params: { id },
    body: accountChangeSchema,
    answer: account,
    problems: [unknown, unknownUser, lastAdmin],
  }),
  apiTokens: get('/v1/api-tokens', {
    summary: 'One’s own tokens for programs',
    params: pageShape,
    answer: pageOf(apiToken),
    problems: [own],
  }),
  createApiToken: post('/v1/api-tokens', {
    summary: 'Makes a token for a program; it is answered once',
    body: newApiTokenSchema,
    status: 201,
    answer: apiToken.extend({ token: z.string() }),
    problems: [own, { status: 422, code: 'bad_roles', when: 'it asks for a role that one does not have' }],
  }),
  revokeApiToken: remove('/v1/api-tokens/{id}', {
    summary: 'Ends a token of one’s own',
    params: { id },
    problems: [own, { status: 404, code: 'unknown_token', when: 'one has no such token' }],
  }),
})
