import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { address, Link, useNavigation } from '../app/navigation.tsx'
import type { Filters } from '../metrics/filters.ts'
import { type Drilldown, type PanelView, type PresetPeriod, writePanelView } from './panel-view.ts'
import styles from './panel-links.module.css'

interface PanelLinks {
  readonly view: PanelView
  /** The address of this view with a change. A change closes the drawer, unless it opens one. */
  to(change: Partial<PanelView>): string
  go(change: Partial<PanelView>): void
  /** Goes to this view with changed filters. */
  filterBy(change: Filters): void
}

const PanelLinksContext = createContext<PanelLinks | null>(null)

/**
 * @param path the screen whose numbers open rows
 * @param period the screen's, where its address has none
 */
export function PanelLinksProvider({
  view,
  path = '/team',
  period,
  children,
}: {
  readonly view: PanelView
  readonly path?: string
  readonly period?: PresetPeriod
  readonly children: ReactNode
}) {
  const navigation = useNavigation()
  const links = useMemo<PanelLinks>(() => {
    const to = (change: Partial<PanelView>) =>
      address(path, writePanelView({ ...view, drilldown: null, ...change }, period))
    const go = (change: Partial<PanelView>) => navigation.go(to(change))
    return { view, to, go, filterBy: (change) => go({ filters: { ...view.filters, ...change } }) }
  }, [view, navigation, path, period])
  return <PanelLinksContext value={links}>{children}</PanelLinksContext>
}

export function usePanelLinks(): PanelLinks {
  const links = useContext(PanelLinksContext)
  if (!links) throw new Error('no panel above this component')
  return links
}

/** A number that opens the rows behind it. */
export function MetricLink({
  drilldown,
  label,
  children,
  className,
}: {
  readonly drilldown: Drilldown
  /** The accessible name of the number. */
  readonly label: string
  readonly children: ReactNode
  readonly className?: string | undefined
}) {
  const t = useTranslations('team.link')
  const { to } = usePanelLinks()
  return (
    <Link
      to={to({ drilldown })}
      className={[styles.link, className].filter(Boolean).join(' ')}
      aria-haspopup="dialog"
      title={t('title', { label })}
    >
      {children}
      <span className={styles.hidden}> {t('title', { label })}</span>
    </Link>
  )
}

/** The tag of a catalog text that links to rows. */
export function linkTag(drilldown: Drilldown, label: string, style: 'strong' | 'plain' = 'plain') {
  return (chunks: ReactNode): ReactNode => (
    <MetricLink drilldown={drilldown} label={label}>
      {style === 'strong' ? <b>{chunks}</b> : chunks}
    </MetricLink>
  )
}
