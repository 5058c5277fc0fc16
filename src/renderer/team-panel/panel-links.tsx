import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { address, Link, useNavigation } from '../app/navigation.tsx'
import { type Drill, type PanelView, writePanelView } from './panel-view.ts'
import styles from './panel-links.module.css'

interface PanelLinks {
  readonly view: PanelView
  /** The address of this view with some of it changed. A change closes the drawer, unless it opens one. */
  to(change: Partial<PanelView>): string
  go(change: Partial<PanelView>): void
}

const PanelLinksContext = createContext<PanelLinks | null>(null)

export function PanelLinksProvider({ view, children }: { readonly view: PanelView; readonly children: ReactNode }) {
  const navigation = useNavigation()
  const links = useMemo<PanelLinks>(() => {
    const to = (change: Partial<PanelView>) => address('/team', writePanelView({ ...view, drill: null, ...change }))
    return { view, to, go: (change) => navigation.go(to(change)) }
  }, [view, navigation])
  return <PanelLinksContext value={links}>{children}</PanelLinksContext>
}

export function usePanelLinks(): PanelLinks {
  const links = useContext(PanelLinksContext)
  if (!links) throw new Error('no panel above this component')
  return links
}

/** A number; behind it, its rows. */
export function Figure({
  drill,
  label,
  children,
  className,
}: {
  readonly drill: Drill
  /** What the number is, for those who do not see where it stands. */
  readonly label: string
  readonly children: ReactNode
  readonly className?: string | undefined
}) {
  const { to } = usePanelLinks()
  return (
    <Link
      to={to({ drill })}
      className={[styles.figure, className].filter(Boolean).join(' ')}
      aria-haspopup="dialog"
      title={`${label}: show the rows`}
    >
      {children}
      <span className={styles.hidden}> {label}: show the rows</span>
    </Link>
  )
}
