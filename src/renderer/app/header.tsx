import { useTranslations } from 'use-intl'
import { AlertsBadge } from '../alerts/alerts-badge.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { ClaimSearch } from '../claim-search/claim-search.tsx'
import { useProposalToApprove } from '../rules/use-proposal-to-approve.ts'
import { Button } from '../ui/button.tsx'
import { AgentChip } from '../my-day/agent-chip.tsx'
import styles from './header.module.css'
import { Link } from './navigation.tsx'
import { useMayCall, useMe, useScreens } from './use-screens.ts'
import { Wordmark } from './wordmark.tsx'

export function Header({ path }: { readonly path: string }) {
  const environment = useAppEnvironment()
  const t = useTranslations('app')
  const screens = useScreens()
  const searches = useMayCall('searchClaims')
  const hasAlerts = useMayCall('alerts')
  return (
    <header className={styles.header} data-print="hide">
      <a className={styles.skip} href="#content">
        {t('skipToContent')}
      </a>
      <Wordmark />
      <Organization />
      <nav className={styles.nav} aria-label={t('screens')}>
        {screens.map(({ to, name }) => (
          <Link key={to} to={to} className={styles.screen} aria-current={path === to ? 'page' : undefined}>
            {t(`screen.${name}`)}
            {name === 'rules' && <WaitingCount />}
          </Link>
        ))}
      </nav>
      <span className={styles.space} />
      {searches && <ClaimSearch />}
      {hasAlerts && <AlertsBadge />}
      {environment.kind === 'desktop' ? (
        <AgentChip desktop={environment} />
      ) : (
        <>
          <MyAccountLink isCurrent={path === '/my-account'} />
          <Button kind="quiet" onClick={() => void environment.accounts.signOut().catch(() => {})}>
            {t('signOut')}
          </Button>
        </>
      )}
    </header>
  )
}

/** Whose endpoint this is, where that is stated. */
function Organization() {
  const { latest: me } = useMe()
  return me?.organization === undefined ? null : <span className={styles.organization}>{me.organization}</span>
}

/** Who is signed in; nothing until that is known. */
function MyAccountLink({ isCurrent }: { readonly isCurrent: boolean }) {
  const t = useTranslations('app')
  const tRole = useTranslations('accounts.role')
  const { latest: me } = useMe()
  if (me === null) return null
  const roles = me.roles.map((role) => tRole(role)).join(', ')
  return (
    <Link
      to="/my-account"
      className={styles.account}
      title={t('screen.myAccount')}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {/* A space between the two, as they are read out. */}
      <span className={styles.name}>{me.name}</span> <span className={styles.roles}>{roles}</span>
    </Link>
  )
}

/** How many publications wait for whoever is signed in; there is one at a time. */
function WaitingCount() {
  const t = useTranslations('rules.proposal')
  if (!useProposalToApprove()) return null
  return (
    <>
      {/* Between the words of the link, as it is read out. */}{' '}
      <span className={styles.waiting} role="img" aria-label={t('waiting')} title={t('waiting')}>
        1
      </span>
    </>
  )
}
