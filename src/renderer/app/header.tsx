import { AlertsBadge } from '../alerts/alerts-badge.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { AgentChip } from '../my-day/agent-chip.tsx'
import styles from './header.module.css'
import { Link } from './navigation.tsx'
import { Wordmark } from './wordmark.tsx'

const everywhere = [
  { to: '/team', name: 'Team' },
  { to: '/worklist', name: 'Worklist' },
  { to: '/root-causes', name: 'Root causes' },
  { to: '/imports', name: 'Imports' },
  { to: '/rules', name: 'Rules' },
  { to: '/settings', name: 'Settings' },
]
const onTheDesktop = [
  { to: '/my-day', name: 'My day' },
  { to: '/my-day/sent', name: 'What is sent' },
]

export function Header({ path }: { readonly path: string }) {
  const environment = useAppEnvironment()
  const screens = environment.kind === 'desktop' ? [...onTheDesktop, ...everywhere] : everywhere
  return (
    <header className={styles.header} data-print="hide">
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <Wordmark />
      <nav className={styles.nav} aria-label="Screens">
        {screens.map(({ to, name }) => (
          <Link key={to} to={to} className={styles.screen} aria-current={path === to ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <span className={styles.space} />
      <AlertsBadge />
      {environment.kind === 'desktop' ? (
        <AgentChip desktop={environment} />
      ) : (
        <Button kind="quiet" onClick={() => environment.token.set(null)}>
          Sign out
        </Button>
      )}
    </header>
  )
}
