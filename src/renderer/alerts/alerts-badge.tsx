import { address, Link, usePlace } from '../app/navigation.tsx'
import { count } from '../kit/format.ts'
import styles from './alerts-badge.module.css'
import { AlertsDrawer } from './alerts-drawer.tsx'
import { useAlerts } from './use-alerts.ts'

/** In the header: how many alerts are open. Where they cannot be seen (no supervisor's access) there is none. */
export function AlertsBadge() {
  const { path, params } = usePlace()
  const alerts = useAlerts('open')
  if (!alerts.value) return null
  const { rows, more } = alerts.value
  const late = rows.filter(({ level }) => level === 'late').length
  const open = new URLSearchParams(params)
  open.set('alerts', 'open')
  const number = `${count(rows.length)}${more ? '+' : ''}`
  return (
    <>
      <Link
        className={styles.badge}
        to={address(path, open)}
        aria-haspopup="dialog"
        data-late={late > 0 ? '' : undefined}
      >
        Alerts <b>{number}</b>
        <span className={styles.invisible}>open, {late} late</span>
      </Link>
      {params.has('alerts') && <AlertsDrawer open={alerts} />}
    </>
  )
}
