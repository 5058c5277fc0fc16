import type { Shade } from '../../shared/contract/reports.ts'
import styles from './shade-patterns.module.css'

/** Private and paused are patterns, because they are as high as personal and idle time and color alone must not tell them apart. */
export function ShadePatterns({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={`${id}-private`} width={3} height={3} patternUnits="userSpaceOnUse">
        <rect width={2} height={2} className={styles.private} />
      </pattern>
      <pattern id={`${id}-paused`} width={4} height={4} patternUnits="userSpaceOnUse">
        <rect width={2} height={4} className={styles.paused} />
      </pattern>
    </defs>
  )
}

/** The value of `fill` in an svg that contains `<ShadePatterns id>`. */
export function shadeFill(shade: Shade, id: string): string {
  if (shade === 'private' || shade === 'paused') return `url(#${id}-${shade})`
  return {
    core: 'var(--core)',
    support: 'var(--support)',
    hidden: 'var(--hidden)',
    non_work: 'var(--non-work)',
    idle: 'var(--idle)',
    away: 'var(--away)',
  }[shade]
}
