import { useTranslations } from 'use-intl'
import { AlertsBadge } from '../alerts/alerts-badge.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { ClaimSearch } from '../claim-search/claim-search.tsx'
import { useProposalToApprove } from '../rules/use-proposal-to-approve.ts'
import { Button } from '../ui/button.tsx'
import { AgentChip } from '../my-day/agent-chip.tsx'
import styles from './header.module.css'
import { Link } from './navigation.tsx'
import { useMayCall, useScreens } from './use-screens.ts'
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
        <Button kind="quiet" onClick={() => void environment.accounts.signOut().catch(() => {})}>
          {t('signOut')}
        </Button>
      )}
    </header>
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
