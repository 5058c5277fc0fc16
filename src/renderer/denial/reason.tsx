import type { DenialRow } from '../../shared/contract/denials.ts'
import { categoryLabel } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'

/** `authorisation CO-197`. */
export function Reason({ denial }: { readonly denial: Pick<DenialRow, 'category' | 'group' | 'carcs'> }) {
  return (
    <>
      <Tag>{categoryLabel(denial.category)}</Tag> {reasonCode(denial)}
    </>
  )
}

/** The first CARC with its group; what more there is as a number. */
export function reasonCode({ group, carcs }: Pick<DenialRow, 'group' | 'carcs'>): string {
  const [first] = carcs
  if (first === undefined) return ''
  const more = carcs.length > 1 ? ` +${carcs.length - 1}` : ''
  return `${group ? `${group}-` : ''}${first}${more}`
}
