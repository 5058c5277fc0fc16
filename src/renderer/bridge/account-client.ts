import type {
  AcceptInvitation,
  AccountChange,
  AccountRow,
  ApiToken,
  Invitation,
  NewAccount,
  NewApiToken,
  OpenedInvitation,
  Session,
  SignedIn,
  SignIn,
} from '../../shared/contract/accounts.ts'
import type { DeletedPerson, PersonChange } from '../../shared/contract/people.ts'
import type { AccessRequest, ListedPeople, PeopleAccess, PeopleList } from '../../shared/contract/people-list.ts'
import type { SampleFacts } from '../../shared/contract/setup.ts'
import type { Page, PersonRow } from '../../shared/contract/reports.ts'
import { reportRoutes } from '../../shared/contract/routes/reports.ts'
import { accountRoutes } from '../../shared/contract/routes/accounts.ts'
import { setupRoutes } from '../../shared/contract/routes/setup.ts'
import { personRoutes } from '../../shared/contract/routes/people.ts'
import { requestOf, type Route } from '../../shared/contract/routes/route.ts'
import type { HttpTeamClient } from './http-team-client.ts'
import { download } from './save-file.ts'
import type { SessionToken } from './session-token.ts'

/** As many as a page may have. */
const MAX_ROWS = 1000

/** Accounts, and signing in and out, in a browser. Every method throws ClientProblem. */
export class AccountClient {
  readonly #http: HttpTeamClient
  readonly #token: SessionToken
  readonly #prefix: string
  #provider: string | null = null

  /** @param prefix of the tenant's addresses */
  constructor(http: HttpTeamClient, token: SessionToken, prefix: string) {
    this.#http = http
    this.#token = token
    this.#prefix = prefix
  }

  /** The identity provider at which people can sign in, by name; null: none, or the endpoint was not asked yet. */
  get provider(): string | null {
    return this.#provider
  }

  /** Where a browser signs in at the provider. @param to path of the app to which it comes back */
  providerAddress(to: string): string {
    return `${this.#prefix}/v1/oidc/start?to=${encodeURIComponent(to)}`
  }

  /**
   * Asks how people sign in here, and goes on with the session whose cookie the browser has, if it has one.
   * @param enters false: of a session only the sign-in page's part is wanted
   */
  async resume(enters: boolean): Promise<void> {
    if (this.#token.get() !== null) return
    // A screen says better than a blank page that the endpoint cannot be reached.
    const nobody: Session = { person: null, provider: null }
    const { person, provider } = await this.#call<Session>(accountRoutes.session).catch(() => nobody)
    this.#provider = provider
    if (enters && person !== null) this.#token.enter(person.csrfToken)
  }

  async signIn(given: SignIn): Promise<void> {
    this.#token.enter((await this.#call<SignedIn>(accountRoutes.signIn, given)).csrfToken)
  }

  openInvitation(token: string): Promise<OpenedInvitation> {
    return this.#call<OpenedInvitation>(accountRoutes.openInvitation, { token })
  }

  async acceptInvitation(given: AcceptInvitation): Promise<void> {
    this.#token.enter((await this.#call<SignedIn>(accountRoutes.acceptInvitation, given)).csrfToken)
  }

  list(): Promise<Page<AccountRow>> {
    return this.#call(accountRoutes.accounts, null, { limit: MAX_ROWS })
  }

  /** Everybody who is recorded. */
  people(): Promise<Page<PersonRow>> {
    return this.#call(reportRoutes.people, null, { limit: MAX_ROWS })
  }

  create(given: NewAccount): Promise<AccountRow> {
    return this.#call(accountRoutes.createAccount, given)
  }

  change(id: string, change: AccountChange): Promise<AccountRow> {
    return this.#call(accountRoutes.changeAccount, change, { id })
  }

  invite(id: string): Promise<Invitation> {
    return this.#call(accountRoutes.invite, null, { id })
  }

  /** What a list of people would do; nothing is changed. */
  previewPeople(list: PeopleList): Promise<ListedPeople> {
    return this.#call(personRoutes.addPeople, list, { preview: '1' })
  }

  /** @param leaveOut adds the others where rows are at fault */
  addPeople(list: PeopleList, leaveOut = false): Promise<ListedPeople> {
    return this.#call(personRoutes.addPeople, list, leaveOut ? { leaveOutFaultyRows: '1' } : {})
  }

  /** The answer is the only one that has the codes and links. */
  giveAccess(request: AccessRequest): Promise<PeopleAccess> {
    return this.#call(personRoutes.givePeopleAccess, request)
  }

  changePerson(id: string, change: PersonChange): Promise<PersonRow> {
    return this.#call(personRoutes.changePerson, change, { id })
  }

  deletePerson(id: string): Promise<DeletedPerson> {
    return this.#call(personRoutes.deletePerson, null, { id })
  }

  /** Removes the sample data of a trial. */
  removeSample(): Promise<SampleFacts> {
    return this.#call(setupRoutes.removeSample)
  }

  /** Saves everything of one person to the browser's download folder. */
  async exportPerson({ id, name }: PersonRow): Promise<void> {
    const { path } = requestOf(personRoutes.exportPerson, { id }, null)
    download(window.document, await this.#http.blob(path), `${name}.zip`)
  }

  /** One's own tokens for programs. */
  apiTokens(): Promise<Page<ApiToken>> {
    return this.#call(accountRoutes.apiTokens, null, { limit: MAX_ROWS })
  }

  /** The answer is the only one that has the token. */
  createApiToken(given: NewApiToken): Promise<ApiToken & { readonly token: string }> {
    return this.#call(accountRoutes.createApiToken, given)
  }

  revokeApiToken(id: string): Promise<null> {
    return this.#call(accountRoutes.revokeApiToken, null, { id })
  }

  /** Ends every session of one's account, this one too. Tokens for programs stay. */
  async signOutEverywhere(): Promise<void> {
    await this.#call<null>(accountRoutes.signOut, null, { everywhere: '1' })
    this.#token.set(null)
  }

  /** Also where the endpoint cannot be reached: the tab then forgets who was signed in. */
  async signOut(): Promise<void> {
    try {
      if (this.#token.isSession()) await this.#call<null>(accountRoutes.signOut)
    } finally {
      this.#token.set(null)
    }
  }

  #call<Answer>(route: Route, body: unknown = null, params: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const { path, ...request } = requestOf(route, params, body)
    return this.#http.ask<Answer>(path, request)
  }
}
