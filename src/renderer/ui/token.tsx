import { shortToken } from './format.ts'
import styles from './token.module.css'

/** A claim token, shortened; whole in the title. It is no claim number and cannot be turned back into one. */
export function Token({ token }: { readonly token: string | null }) {
  if (token === null) return <span className={styles.none}>–</span>
  return (
    <code className={styles.token} title={token}>
      {shortToken(token)}
    </code>
  )
}
