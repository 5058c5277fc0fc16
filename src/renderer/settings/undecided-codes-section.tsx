import { useTranslations } from 'use-intl'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Card } from '../ui/card.tsx'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'

/** CARCs of claims on file that are in no list. */
export function UndecidedCodesSection({
  section,
}: Pick<SectionProps<Extract<SectionSpec, { kind: 'undecided codes' }>>, 'section'>) {
  const t = useTranslations('settings.carcPlacing')
  const { value } = useTeamQuery('undecidedCodes', {})
  return (
    <Card title={section.title} explanation={section.explanation}>
      {value?.rows.length === 0 && <p className={styles.quiet}>{t('noUndecided')}</p>}
      <ul className={styles.list}>
        {value?.rows.map(({ carc, claims }) => (
          <li key={carc}>{t('undecided', { carc, claims })}</li>
        ))}
      </ul>
    </Card>
  )
}
