import { useTranslations } from 'use-intl'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamRows } from '../query/use-team-rows.ts'
import { ScreenHead } from '../ui/screen-head.tsx'
import { LookedAtCard } from './looked-at-card.tsx'

/** Who looked at the records of whoever is signed in. */
export function LookedAtScreen() {
  const t = useTranslations('audit.lookedAt')
  const zone = useTeamZone()
  const list = useTeamRows('lookedAt', {})
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')} />
      <LookedAtCard list={list} zone={zone} />
    </>
  )
}
