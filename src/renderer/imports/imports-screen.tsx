import { useTranslations } from 'use-intl'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Banner } from '../ui/notice.tsx'
import { code } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { ImportFile } from './import-file.tsx'
import { ImportHistory } from './import-history.tsx'
import { MINUTE_MS } from '../../shared/time.ts'

const REFRESH_MS = MINUTE_MS

/** Imports a file, and lists the imports so far. */
export function ImportsScreen() {
  const t = useTranslations('imports')
  const environment = useAppEnvironment()
  const imports = useTeamQuery('imports', { limit: 500 }, { everyMs: REFRESH_MS })
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')} />
      {environment.kind === 'browser' ? (
        <ImportFile client={environment.imports} onImported={imports.reload} />
      ) : (
        <Banner kind="note">{t.rich('desktop', { code })}</Banner>
      )}
      <ImportHistory rows={imports.value?.rows ?? null} problem={imports.problem} onRetry={imports.reload} />
    </>
  )
}
