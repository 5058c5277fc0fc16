import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Me } from '../../shared/contract/accounts.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { useMe } from '../app/use-screens.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { dayAndClock } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { AccessTokens } from './access-tokens.tsx'
import styles from './my-account-screen.module.css'

/** Who is signed in, their tokens for programs, and the end of their sessions; in a browser. */
export function MyAccountScreen({ accounts }: { readonly accounts: AccountClient }) {
  const t = useTranslations('myAccount')
  const { latest: me, problem, reload } = useMe()
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')} />
      {me === null ? (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      ) : (
        <div className={styles.cards}>
          <WhoIAm me={me} />
          {/* The admin token of the endpoint itself has no account. */}
          {me.email !== null && (
            <>
              <AccessTokens accounts={accounts} held={me.roles} />
              <Sessions accounts={accounts} />
            </>
          )}
        </div>
      )}
    </>
  )
}

function WhoIAm({ me: { name, email, roles, teams, invitedUntil } }: { readonly me: Me }) {
  const t = useTranslations('myAccount')
  const tRole = useTranslations('accounts')
  const zone = useTeamZone()
  return (
    <Card title={name} explanation={email ?? t('noAccount')}>
      {invitedUntil !== undefined && (
        <Banner kind="note">{t.rich('invited', { until: dayAndClock(invitedUntil, zone), strong })}</Banner>
      )}
      <dl className={styles.facts}>
        {roles.map((role) => (
          <div key={role}>
            <dt>{tRole(`role.${role}`)}</dt>
            <dd>{tRole(`roleMeaning.${role}`)}</dd>
          </div>
        ))}
        {roles.includes('supervisor') && email !== null && (
          <div>
            <dt>{t('teams')}</dt>
            <dd>{teams.length === 0 ? t('noTeams') : teams.join(', ')}</dd>
          </div>
        )}
      </dl>
    </Card>
  )
}

function Sessions({ accounts }: { readonly accounts: AccountClient }) {
  const t = useTranslations('myAccount.sessions')
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {problem && <Banner kind="problem">{problem.message}</Banner>}
      <Button
        onClick={() => {
          setProblem(null)
          accounts.signOutEverywhere().catch((error: unknown) => setProblem(asProblem(error)))
        }}
      >
        {t('end')}
      </Button>
    </Card>
  )
}
