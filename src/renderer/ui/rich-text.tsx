import type { ReactNode } from 'react'

/** The `<strong>` tag of a catalog text. */
export const strong = (chunks: ReactNode): ReactNode => <b>{chunks}</b>

/** The `<code>` tag of a catalog text. */
export const code = (chunks: ReactNode): ReactNode => <code>{chunks}</code>
