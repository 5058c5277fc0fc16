import type { ReactNode } from 'react'
import { address, Link, useLocation } from '../app/navigation.tsx'
import styles from './denial-link.module.css'

/** The address of the present screen with a denial opened, or closed. */
export function useDenialAddress(): (id: string | null) => string {
  const { path, params } = useLocation()
  return (id) => {
    const next = new URLSearchParams(params)
    if (id === null) next.delete('denial')
    else next.set('denial', id)
    return address(path, next)
  }
}

/** A claim number that opens its denial. */
export function DenialLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const to = useDenialAddress()
  return (
    <Link className={styles.claim} to={to(id)} aria-haspopup="dialog">
      {children}
    </Link>
  )
}
