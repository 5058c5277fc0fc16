import { useTranslations } from 'use-intl'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

interface QueryStateProps {
  /** Why the latest try failed; null while the first try is running. */
  readonly problem: { readonly message: string } | null
  /** Shown while loading: `Loading devices…`. */
  readonly waiting: string
  /** Shown when loading failed: `Devices could not be loaded`. */
  readonly failed: string
  readonly onRetry: () => void
  /** It replaces the whole screen, so its title is the page's heading. */
  readonly screen?: boolean
}

/** Shown in place of data: loading, or an error with a button to try again. */
export function QueryState({ problem, waiting, failed, onRetry, screen = false }: QueryStateProps) {
  const t = useTranslations('ui')
  if (problem === null) return <Notice screen={screen} kind="loading" title={waiting} />
  return (
    <Notice screen={screen} kind="problem" title={failed} action={<Button onClick={onRetry}>{t('tryAgain')}</Button>}>
      {problem.message}
    </Notice>
  )
}
