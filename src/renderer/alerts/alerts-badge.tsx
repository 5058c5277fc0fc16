import { useTranslations } from 'use-intl'
import { address, Link, useLocation } from '../app/navigation.tsx'
import { count } from '../ui/format.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './alerts-badge.module.css'
import { AlertsDrawer } from './alerts-drawer.tsx'
import { useAlerts } from './use-alerts.ts'

/** More alerts than this are shown as "500+". */
const MAX_COUNTED = 500

/** The number of open alerts in the header. It is hidden for people without access to alerts. */
export function AlertsBadge() {
  const t = useTranslations('alerts')
  const { path, params } = useLocation()
  const alerts = useAlerts('open', { limit: MAX_COUNTED })
  if (!alerts.value) return null
  const { rows, nextCursor } = alerts.value
  const overdue = rows.filter(({ level }) => level === 'overdue').length
  const open = new URLSearchParams(params)
  open.set('alerts', 'open')
  return (
    <>
      <Link
        className={styles.badge}
        to={address(path, open)}
        aria-haspopup="dialog"
        data-overdue={overdue > 0 ? '' : undefined}
      >
        {t.rich(nextCursor === null ? 'badge' : 'badgeMore', {
          count: count(rows.length),
          strong,
        })}
        <span className={styles.invisible}>
          {t(nextCursor === null ? 'badgeDetail' : 'badgeDetailMore', { overdue })}
        </span>
      </Link>
      {params.has('alerts') && <AlertsDrawer />}
    </>
  )
}
