import type { DenialRow } from '../../shared/contract/denials.ts'
import { translator } from '../text/translator.ts'
import { capitalized } from '../ui/format.ts'
import { categoryLabel } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'
import styles from './reason.module.css'

const t = translator('denial.reason')

/** `authorization CO-197`. */
export function Reason({ denial }: { readonly denial: Pick<DenialRow, 'category' | 'group' | 'carcs'> }) {
  return (
    <span className={styles.reason}>
      <Tag>{capitalized(categoryLabel(denial.category))}</Tag> <span className={styles.code}>{reasonCode(denial)}</span>
    </span>
  )
}

/** `CO-197 +2`: the first CARC with its group code, and the number of further CARCs. */
export function reasonCode({ group, carcs }: Pick<DenialRow, 'group' | 'carcs'>): string {
  const [first] = carcs
  if (first === undefined) return ''
  const code = `${group ? `${group}-` : ''}${first}`
  return carcs.length > 1 ? t('more', { code, more: carcs.length - 1 }) : code
}
