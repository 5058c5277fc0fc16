import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Role } from '../../shared/contract/access.ts'
import type { ApiToken, NewApiToken } from '../../shared/contract/accounts.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { AccountClient } from '../bridge/account-client.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { type Columns, DataTable, textColumn } from '../ui/data-table.tsx'
import { day } from '../ui/format.ts'
import { MadeBanner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { TokenForm } from './token-form.tsx'
import styles from './my-account-screen.module.css'

const texts = translator('myAccount.tokens')
const tRole = translator('accounts.role')

/** @param zone of the days */
function columnsOf(onRevoke: (token: ApiToken) => void, zone: string): Columns<ApiToken> {
  const roles = (token: ApiToken) => token.roles.map((role) => tRole(role)).join(', ')
  return [
    { ...textColumn('name', texts('name'), ({ name }) => name), heads: true },
    textColumn('roles', texts('roles'), roles),
    {
      id: 'createdAt',
      header: texts('createdAt'),
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => day(createdAt, zone),
    },
    {
      id: 'expiresAt',
      header: texts('expiresAt'),
      sortBy: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) =>
        expiresAt <= Date.now() ? texts('expired', { date: day(expiresAt, zone) }) : day(expiresAt, zone),
    },
    {
      id: 'actions',
      header: texts('actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (token) => (
        <Button small aria-label={texts('revoke', { name: token.name })} onClick={() => onRevoke(token)}>
          {texts('revokeShort')}
        </Button>
      ),
    },
  ]
}

/** One's own tokens for programs: each is shown once, when it is made. @param held one's own roles */
export function AccessTokens({ accounts, held }: { readonly accounts: AccountClient; readonly held: readonly Role[] }) {
  const t = useTranslations('myAccount.tokens')
  const zone = useTeamZone()
  const { value, problem, reload } = useLiveQuery(['apiTokens'], () => accounts.apiTokens())
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  const run = (action: () => Promise<void>) => {
    setFailure(null)
    action().then(reload, (error: unknown) => setFailure(asProblem(error)))
  }
  const create = (given: NewApiToken) => run(async () => setMade(await accounts.createApiToken(given)))
  const revoke = ({ id }: ApiToken) =>
    run(async () => {
      await accounts.revokeApiToken(id)
    })
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {made && (
        <MadeBanner done={t('done')} onDone={() => setMade(null)}>
          {t.rich('made', { name: made.name, strong })}
          <CopyLine label={t('token')} text={made.token} />
        </MadeBanner>
      )}
      {value === null ? (
        <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
      ) : value.rows.length === 0 ? (
        <p className={styles.none}>{t('none')}</p>
      ) : (
        <DataTable rows={value.rows} columns={columnsOf(revoke, zone)} noun={t('noun')} rowKey={({ id }) => id} />
      )}
      {/* Made anew after each token, with empty fields. */}
      <TokenForm key={made?.token ?? 'first'} held={held} problem={failure} onCreate={create} />
    </Card>
  )
}
