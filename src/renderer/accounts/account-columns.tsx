import type { AccountRow } from '../../shared/contract/accounts.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import { type Columns, textColumn } from '../ui/data-table.tsx'
import { Tag, Tags } from '../ui/tag.tsx'
import { teamsText } from './team-times.ts'

const t = translator('accounts')

export interface AccountActions {
  readonly onChange: (account: AccountRow) => void
  readonly onInvite: (account: AccountRow) => void
  readonly onUnlink: (account: AccountRow) => void
  readonly onDeactivate: (account: AccountRow, deactivated: boolean) => void
}

const stateOf = ({ deactivatedAt, hasAccepted }: AccountRow) =>
  deactivatedAt !== null ? 'deactivated' : hasAccepted ? 'active' : 'waiting'

/** @param zone of the days on which teams change */
export function accountColumns(
  { onChange, onInvite, onUnlink, onDeactivate }: AccountActions,
  zone: string,
): Columns<AccountRow> {
  return [
    { ...textColumn('name', t('column.name'), ({ name }) => name), heads: true },
    textColumn('email', t('column.email'), ({ email }) => email),
    {
      id: 'roles',
      header: t('column.roles'),
      sortBy: ({ roles }) => roles.join(),
      csv: ({ roles }) => roles.join(', '),
      cell: ({ roles }) => (
        <Tags>
          {roles.map((role) => (
            <Tag key={role}>{t(`role.${role}`)}</Tag>
          ))}
        </Tags>
      ),
    },
    {
      id: 'teams',
      header: t('column.teams'),
      wraps: true,
      sortBy: ({ teams }) => teams.join(),
      cell: (account) => teamsText(account, Date.now(), zone),
    },
    {
      id: 'state',
      header: t('column.state'),
      sortBy: stateOf,
      cell: (account) => t(`state.${stateOf(account)}`),
    },
    {
      id: 'actions',
      header: t('column.actions'),
      sortBy: () => '',
      csv: () => null,
      cell: (account) => {
        const { name, deactivatedAt, linkedTo } = account
        const isActive = deactivatedAt === null
        return (
          <Tags>
            <Button small aria-label={t('change', { name })} onClick={() => onChange(account)}>
              {t('changeShort')}
            </Button>
            {isActive && (
              <Button small aria-label={t('invite', { name })} onClick={() => onInvite(account)}>
                {t('inviteShort')}
              </Button>
            )}
            {linkedTo !== null && (
              <Button
                small
                aria-label={t('unlink', { name })}
                title={t('unlinkMeaning', { provider: linkedTo })}
                onClick={() => onUnlink(account)}
              >
                {t('unlinkShort')}
              </Button>
            )}
            <Button
              small
              aria-label={t(isActive ? 'deactivate' : 'activate', { name })}
              onClick={() => onDeactivate(account, isActive)}
            >
              {t(isActive ? 'deactivateShort' : 'activateShort')}
            </Button>
          </Tags>
        )
      },
    },
  ]
}
