import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

interface QueryStateProps {
  /** Why the latest try failed; null while the first one is under way. */
  readonly problem: { readonly message: string } | null
  /** What is being done until there is an answer: `Fetching the devices…`. */
  readonly waiting: string
  /** What it means that there is none: `The devices cannot be shown`. */
  readonly failed: string
  readonly onRetry: () => void
  /** Stands for the whole screen, so its title is the page's. */
  readonly screen?: boolean
}

/** In place of an answer that has not come: it is waited for, or it is said why there is none, with another try. */
export function QueryState({ problem, waiting, failed, onRetry, screen = false }: QueryStateProps) {
  if (problem === null) return <Notice screen={screen} kind="loading" title={waiting} />
  return (
    <Notice screen={screen} kind="problem" title={failed} action={<Button onClick={onRetry}>Try again</Button>}>
      {problem.message}
    </Notice>
  )
}
