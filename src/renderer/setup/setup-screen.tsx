import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { setupSteps } from '../../shared/setup/index.ts'
import { useLocation } from '../app/navigation.tsx'
import type { Browser } from '../bridge/app-environment.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { QueryState } from '../ui/query-state.tsx'
import { Checklist } from './checklist.tsx'
import { SampleCard } from './sample-card.tsx'
import { StepFrame } from './step-frame.tsx'

/** Other admins set up as well, and computers enroll by themselves. */
const REFRESH_MS = 15_000

/** What a new office still has to do, or one step of it; for admins, in a browser. */
export function SetupScreen({ browser }: { readonly browser: Browser }) {
  const t = useTranslations('setup')
  const { params } = useLocation()
  const { latest, problem, reload } = useTeamQuery('setup', {}, { everyMs: REFRESH_MS })
  const chosen = setupSteps.find((step) => step === params.get('step'))
  useEffect(() => {
    // A step has perhaps changed what the checklist shows.
    if (chosen === undefined) reload()
  }, [chosen, reload])
  if (chosen) return <StepFrame key={chosen} step={chosen} browser={browser} facts={latest} />
  if (latest === null) {
    return <QueryState screen problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
  }
  return (
    <Checklist facts={latest}>
      <SampleCard sample={latest.sample} accounts={browser.accounts} />
    </Checklist>
  )
}
