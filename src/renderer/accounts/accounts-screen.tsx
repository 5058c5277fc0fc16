import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AccountRow, Invitation, NewAccount } from '../../shared/contract/accounts.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { Link } from '../app/navigation.tsx'
import type { AccountClient } from '../bridge/account-client.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { type AccountActions, accountColumns } from './account-columns.tsx'
import { AccountForm } from './account-form.tsx'
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
  const [changed, setChanged] = useState<AccountRow | null>(null)
  const [invited, setInvited] = useState<{ readonly name: string; readonly invitation: Invitation } | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  /** Makes the form anew after it was saved. */
  const [saved, setSaved] = useState(0)

  const run = (action: () => Promise<void>) => {
    setFailure(null)
    action().then(reload, (error: unknown) => setFailure(asProblem(error)))
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
    })
  const actions: AccountActions = {
    onChange: setChanged,
    onInvite: (account) => run(() => invite(account)),
    onUnlink: ({ id }) =>
      run(async () => {
        await accounts.change(id, { unlink: true })
      }),
    onDeactivate: ({ id }, deactivated) =>
      run(async () => {
        await accounts.change(id, { deactivated })
      }),
  }
  const knownTeams = useKnownTeams(people.latest?.rows ?? [], value?.rows)
  const columns = accountColumns(actions, useTeamZone())
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        <Link to="/settings">{t('settings')}</Link>
      </ScreenHead>
      <div className={styles.cards}>
        {invited && <InvitationLink {...invited} prefix={prefix} onDone={() => setInvited(null)} />}
        <Card title={t('card', { count: value?.rows.length ?? 0 })} explanation={t('cardExplanation')}>
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
          people={people.latest?.rows ?? []}
          knownTeams={knownTeams}
          problem={failure}
          onSave={save}
          onCancel={() => setChanged(null)}
        />
        <RecordedPeople
          people={people.latest?.rows ?? []}
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
    <Banner
      kind="done"
      action={
        <Button small onClick={onDone}>
          {t('done')}
        </Button>
      }
    >
      {t.rich('title', { name, until: day(expiresAt, zone), strong })}
      <CopyLine label={t('label')} text={`${window.location.origin}${prefix}/team#invitation=${token}`} />
    </Banner>
  )
}
