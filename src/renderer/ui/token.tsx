import { shortToken } from './format.ts'
import styles from './token.module.css'

/** A shortened claim token with the full token as tooltip. A token cannot be turned back into a claim number. */
export function Token({ token }: { readonly token: string | null }) {
  if (token === null) return <span className={styles.none}>–</span>
  return (
    <code className={styles.token} title={token}>
      {shortToken(token)}
    </code>
  )
}
