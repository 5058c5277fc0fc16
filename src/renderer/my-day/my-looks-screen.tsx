import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import { LookedAtCard } from '../audit/looked-at-card.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { useRows } from '../query/use-rows.ts'
import { ScreenHead } from '../ui/screen-head.tsx'
import { localZone } from '../ui/zoned-time.ts'
import styles from './my-day-screen.module.css'

/** Who looked at the records of this computer's person, as the endpoint's audit log knows it. */
export function MyLooksScreen({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('audit.lookedAt')
  const tDay = useTranslations('myDay')
  const [zone] = useState(localZone)
  const list = useRows(['my day', 'looked at'], ({ cursor }) => desktop.myDay.lookedAt({ cursor }))
  return (
    <div className={styles.page}>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        <Link to="/my-day">{tDay('back')}</Link>
      </ScreenHead>
      <LookedAtCard list={list} zone={zone} byDevice />
    </div>
  )
}
