import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { hours, percent, share } from '../ui/format.ts'
import { hiddenKindLabel } from '../ui/labels.ts'
import styles from './headline.module.css'
import { linkTag } from './panel-links.tsx'
import { DENIAL_WORK } from './panel-view.ts'

/** The panel in one sentence. It names kinds and payers, never a person. */
export function Headline({ answer }: { readonly answer: PanelAnswer }) {
  const t = useTranslations('team.headline')
  const tValue = useTranslations('drilldown.value')
  const { hiddenMs, denialWorkMs, manualWorkMs } = answer.totals
  const workMs = denialWorkMs + manualWorkMs
  const tax = share(hiddenMs, workMs)
  const kind = answer.hiddenByKind.toSorted((a, b) => b.ms - a.ms)[0]
  const payer = answer.hiddenByPayer.filter((row) => row.payer !== null).toSorted((a, b) => b.hiddenMs - a.hiddenMs)[0]
  if (tax === null) return <p className={styles.headline}>{t('noWork')}</p>
  if (hiddenMs === 0 || !kind) return <p className={styles.headline}>{t('noHidden', { work: hours(workMs) })}</p>
  const kindLabel = hiddenKindLabel(kind.kind)
  const sentence = {
    hiddenHours: hours(hiddenMs),
    workHours: hours(workMs),
    share: percent(tax),
    kind: kindLabel,
    kindHours: hours(kind.ms),
    hidden: linkTag({ list: 'spans', kind: 'any' }, tValue('hidden'), 'strong'),
    work: linkTag({ list: 'spans', presence: 'active', rating: DENIAL_WORK }, tValue('denialWork')),
    top: linkTag({ list: 'hidden', kind: kind.kind }, tValue('hiddenKind', { kind: kindLabel })),
  }
  const name = payer?.payer
  return (
    <p className={styles.headline}>
      {name && payer.hiddenMs > 0
        ? t.rich('hiddenWithPayer', {
            ...sentence,
            payer: name,
            payerHours: hours(payer.hiddenMs),
            payerLink: linkTag({ list: 'spans', kind: 'any', payer: name }, tValue('hiddenKind', { kind: name })),
          })
        : t.rich('hidden', sentence)}
      {manualWorkMs > 0 && <> {t('withManual', { hours: hours(manualWorkMs) })}</>}
    </p>
  )
}
