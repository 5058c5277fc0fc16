import { address, Link, useLocation } from '../app/navigation.tsx'
import { count } from '../ui/format.ts'
import styles from './alerts-badge.module.css'
import { AlertsDrawer } from './alerts-drawer.tsx'
import { useAlerts } from './use-alerts.ts'

/** More than these are told as "500+". */
const MOST_COUNTED = 500

/** In the header: how many alerts are open. Where they cannot be seen (no supervisor's access) there is none. */
export function AlertsBadge() {
  const { path, params } = useLocation()
  const alerts = useAlerts('open', { limit: MOST_COUNTED })
  if (!alerts.value) return null
  const { rows, nextCursor } = alerts.value
  const late = rows.filter(({ level }) => level === 'late').length
  const open = new URLSearchParams(params)
  open.set('alerts', 'open')
  const number = `${count(rows.length)}${nextCursor === null ? '' : '+'}`
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
      {params.has('alerts') && <AlertsDrawer onChanged={alerts.reload} />}
    </>
  )
}
