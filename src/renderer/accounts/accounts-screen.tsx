import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AccountRow, Invitation, NewAccount } from '../../shared/contract/accounts.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { Link } from '../app/navigation.tsx'
import type { AccountClient } from '../bridge/account-client.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { invitationLink } from '../devices/enroll-command.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useMe } from '../app/use-screens.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Card } from '../ui/card.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { day } from '../ui/format.ts'
import { Banner, MadeBanner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { type AccountActions, accountColumns } from './account-columns.tsx'
import { AccountForm } from './account-form.tsx'
import { AccountQuestion, type Asked } from './account-question.tsx'
import { useKnownTeams } from './known-teams.ts'
import { RecordedPeople } from './recorded-people.tsx'
import styles from './accounts-screen.module.css'

/** Who may sign in and what they may; for admins, in a browser. @param prefix of the tenant's addresses */
export function AccountsScreen({
  accounts,
  devices,
  prefix,
}: {
  readonly accounts: AccountClient
  readonly devices: DeviceClient
  readonly prefix: string
}) {
  const t = useTranslations('accounts')
  const { value, problem, reload } = useLiveQuery(['accounts'], () => accounts.list())
  const people = useLiveQuery(['people'], () => accounts.people())
  const me = useMe()
  const [changed, setChanged] = useState<AccountRow | null>(null)
  const [invited, setInvited] = useState<{ readonly name: string; readonly invitation: Invitation } | null>(null)
  const [failure, setFailure] = useState<{ readonly problem: ClientProblem; readonly ofForm: boolean } | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  /** Makes the form anew after it was saved. */
  const [saved, setSaved] = useState(0)

  const run = (action: () => Promise<void>, ofForm = false) => {
    setFailure(null)
    setAsked(null)
    action().then(reload, (error: unknown) => setFailure({ problem: asProblem(error), ofForm }))
  }
  const invite = async ({ id, name }: AccountRow) => setInvited({ name, invitation: await accounts.invite(id) })
  const save = (given: NewAccount, teamsFrom: string | null) =>
    run(async () => {
      if (changed) {
        const { email: _email, user = null, teams = [], ...change } = given
        // Teams that are sent take the place of what is planned, so that they are sent only when they are meant to change.
        const isMoved = teamsFrom !== null || teams.join('\n') !== changed.teams.join('\n')
        const moved = isMoved ? { teams, ...(teamsFrom !== null && { teamsFrom }) } : {}
        await accounts.change(changed.id, { ...change, user, ...moved })
        setChanged(null)
      } else await invite(await accounts.create(given))
      setSaved((count) => count + 1)
    }, true)
  const ask = (question: Asked) => {
    setFailure(null)
    setAsked(question)
  }
  const deactivate = ({ id }: AccountRow, deactivated: boolean) =>
    run(async () => {
      await accounts.change(id, { deactivated })
    })
  const actions: AccountActions = {
    onChange: (account) => {
      setFailure(null)
      setAsked(null)
      setChanged(account)
    },
    // Who has not signed in yet loses nothing by another link.
    onInvite: (account) => (account.hasAccepted ? ask({ kind: 'invite', account }) : run(() => invite(account))),
    onUnlink: ({ id }) =>
      run(async () => {
        await accounts.change(id, { unlink: true })
      }),
    onDeactivate: (account, deactivated) =>
      deactivated ? ask({ kind: 'deactivate', account }) : deactivate(account, false),
  }
  const knownTeams = useKnownTeams(people.latest?.rows ?? [], value?.rows)
  const columns = accountColumns(actions, useTeamZone())
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        <Link to="/setup?step=people">{t('fromFile')}</Link>
        <Link to="/settings">{t('settings')}</Link>
      </ScreenHead>
      <div className={styles.cards}>
        {invited && (
          <InvitationLink key={invited.invitation.token} {...invited} prefix={prefix} onDone={() => setInvited(null)} />
        )}
        <Card
          title={value ? t('card', { count: value.rows.length }) : t('cardWaiting')}
          explanation={t('cardExplanation')}
        >
          {asked && (
            <AccountQuestion
              key={`${asked.kind} ${asked.account.id}`}
              asked={asked}
              person={
                people.latest?.rows.find(({ id, leftAt }) => id === asked.account.user && leftAt === null) ?? null
              }
              devices={devices}
              onInvite={() => run(() => invite(asked.account))}
              onDeactivate={() => deactivate(asked.account, true)}
              onLeft={(person) =>
                run(async () => {
                  await accounts.changePerson(person.id, { active: false })
                  people.reload()
                })
              }
              onCancel={() => setAsked(null)}
            />
          )}
          {failure && !failure.ofForm && <RowProblem>{failure.problem.message}</RowProblem>}
          {value === null ? (
            <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
          ) : (
            value.rows.length > 0 && (
              <DataTable rows={value.rows} columns={columns} noun={t('noun')} rowKey={({ id }) => id} />
            )
          )}
        </Card>
        <AccountForm
          key={`${changed?.id ?? 'new'} ${saved}`}
          account={changed}
          isOwn={changed !== null && changed.email === me.latest?.email}
          people={people.latest?.rows ?? []}
          knownTeams={knownTeams}
          problem={failure?.ofForm ? failure.problem : null}
          onSave={save}
          onCancel={() => setChanged(null)}
        />
        <RecordedPeople
          people={people.latest?.rows ?? []}
          isLoaded={people.latest !== null}
          known={value?.rows ?? []}
          knownTeams={knownTeams}
          accounts={accounts}
          devices={devices}
          onChanged={() => {
            reload()
            people.reload()
          }}
        />
      </div>
    </>
  )
}

/** Why a button of a row did nothing, brought into view: the row may be far below. */
function RowProblem({ children }: { readonly children: string }) {
  return (
    <div ref={intoView}>
      <Banner kind="problem">{children}</Banner>
    </div>
  )
}

const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })

function InvitationLink({
  name,
  invitation: { token, expiresAt },
  prefix,
  onDone,
}: {
  readonly name: string
  readonly invitation: Invitation
  readonly prefix: string
  readonly onDone: () => void
}) {
  const t = useTranslations('accounts.link')
  const zone = useTeamZone()
  return (
    <div ref={intoView}>
      <MadeBanner done={t('done')} onDone={onDone}>
        {t.rich('title', { name, until: day(expiresAt, zone), strong })}
        <CopyLine label={t('label')} text={invitationLink(prefix, token)} />
      </MadeBanner>
    </div>
  )
}
