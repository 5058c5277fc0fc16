import type { Shade } from '../../shared/contract/reports.ts'
import styles from './shade-patterns.module.css'

/** Hidden work is striped and private dotted: a shade is told by its pattern and height as well as by its colour. */
export function ShadePatterns({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={`${id}-hidden`} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={6} height={6} className={styles.hidden} />
        <rect width={1.5} height={6} className={styles.hiddenStripe} />
      </pattern>
      <pattern id={`${id}-private`} width={3} height={3} patternUnits="userSpaceOnUse">
        <rect width={2} height={2} className={styles.private} />
      </pattern>
    </defs>
  )
}

/** The value of `fill`, inside an svg that holds `<ShadePatterns id>`. */
export function shadeFill(shade: Shade, id: string): string {
  if (shade === 'hidden' || shade === 'private') return `url(#${id}-${shade})`
  return {
    core: 'var(--core)',
    support: 'var(--support)',
    non_work: 'var(--non-work)',
    idle: 'var(--idle)',
    away: 'var(--away)',
  }[shade]
}
