import { z } from 'zod'
import {
  acceptInvitationSchema,
  account,
  accountChangeSchema,
  apiToken,
  invitation,
  me,
  newAccountSchema,
  newApiTokenSchema,
  openedInvitation,
  openInvitationSchema,
  session,
  signedIn,
  signInSchema,
} from '../accounts.ts'
import { pageOf } from '../answer-fields.ts'
import { pageShape } from './fields.ts'
import { routes, routesWith, tooManyRequests } from './route.ts'

const { get, post, patch, remove } = routesWith({ tag: 'Accounts', access: 'person' })
const id = z.string().max(60)
const unknown = { status: 404, code: 'unknown_account', when: 'there is no such account' }
const unknownUser = { status: 422, code: 'unknown_user', when: 'nobody with this id has been recorded' }
const lastAdmin = { status: 409, code: 'last_admin', when: 'nobody could administer accounts after it' }
const badInvitation = {
  status: 410,
  code: 'bad_invitation',
  when: 'nobody made this invitation, it was used, or it has expired',
}
const useProvider = {
  status: 403,
  code: 'use_provider',
  when: 'the person signs in at the identity provider and nowhere else',
}
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
    problems: [
      unknown,
      unknownUser,
      lastAdmin,
      { status: 409, code: 'own_account', when: 'somebody says of their own account whose records it sees' },
      { status: 422, code: 'past_date', when: 'the day from which the teams are to be others is not in the future' },
    ],
  }),
  invite: post('/v1/accounts/{id}/invitation', {
    summary:
      'Makes a link by which somebody sets a password and a second factor, for the first time or anew; it works once',
    params: { id },
    status: 201,
    answer: invitation,
    problems: [unknown],
  }),
  openInvitation: post('/v1/invitations/open', {
    summary: 'Whose invitation it is, and a secret for an authenticator app, another one at each opening',
    access: 'public',
    body: openInvitationSchema,
    answer: openedInvitation,
    problems: [badInvitation, useProvider, tooManyRequests],
  }),
  acceptInvitation: post('/v1/invitations/accept', {
    summary:
      'Sets password and second factor, ends all earlier sessions and tokens, and signs in; makes the account of the first admin',
    access: 'public',
    body: acceptInvitationSchema,
    answer: signedIn,
    problems: [
      badInvitation,
      useProvider,
      { status: 422, code: 'bad_code', when: 'the code is not that of the authenticator app' },
      { status: 422, code: 'bad_password', when: 'the password contains the e-mail address' },
      {
        status: 422,
        code: 'no_name',
        when: 'it is the link of the first admin, and name or e-mail address is missing',
      },
      { status: 409, code: 'known_email', when: 'it is that link, and an account has the e-mail address' },
      tooManyRequests,
    ],
  }),
  signIn: post('/v1/sign-in', {
    summary: 'Signs in with password and second factor; the answer sets the session cookie',
    access: 'public',
    body: signInSchema,
    answer: signedIn,
    problems: [
      { status: 401, code: 'bad_sign_in', when: 'address, password or code is wrong, or there were too many attempts' },
      useProvider,
      tooManyRequests,
    ],
  }),
  session: get('/v1/session', {
    summary: 'Who is signed in in this browser, and how people sign in',
    access: 'public',
    answer: session,
  }),
  signOut: post('/v1/sign-out', {
    summary: 'Ends one’s session, or with everywhere=1 all of them',
    params: { everywhere: z.literal('1').optional() },
    problems: [own],
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
