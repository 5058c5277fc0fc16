import { useTranslations } from 'use-intl'
import { SegmentedControl } from '../ui/segmented-control.tsx'
import styles from './attribution-switch.module.css'
import { usePanelLinks } from './panel-links.tsx'

/** What is certain: a claim in the window, or named by the biller. */
const STATED_CLAIMS = 'seen,stated'

/** Whether time counts toward a claim that was inferred. @param always false: only where the address leaves something out */
export function AttributionSwitch({ always = false }: { readonly always?: boolean }) {
  const t = useTranslations('metrics.attribution')
  const { view, to } = usePanelLinks()
  const { attribution } = view.filters
  if (!always && attribution === undefined) return null
  const choices = [
    { name: t('all'), value: undefined },
    { name: t('some'), value: STATED_CLAIMS },
  ]
  return (
    <div className={styles.switch} title={t('hint')}>
      <span aria-hidden="true">{t('switch')}</span>
      <SegmentedControl
        label={t('switch')}
        items={choices.map(({ name, value }) => ({
          name,
          to: to({ filters: { ...view.filters, attribution: value } }),
          current: attribution === value,
        }))}
      />
    </div>
  )
}
