import type { ReactNode } from 'react'
import { address, Link, useLocation } from '../app/navigation.tsx'
import styles from './denial-link.module.css'

/** The address of this very screen with one denial opened, or with it closed again. */
export function useDenialAddress(): (id: string | null) => string {
  const { path, params } = useLocation()
  return (id) => {
    const next = new URLSearchParams(params)
    if (id === null) next.delete('denial')
    else next.set('denial', id)
    return address(path, next)
  }
}

/** A claim; behind it, all that is known of its denial. */
export function DenialLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const to = useDenialAddress()
  return (
    <Link className={styles.claim} to={to(id)} aria-haspopup="dialog">
      {children}
    </Link>
  )
}
