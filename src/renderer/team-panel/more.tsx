import { Button } from '../kit/button.tsx'

/** Shows the rest of a list that is cut to keep the screen readable. */
export function More({
  total,
  shown,
  all,
  onChange,
}: {
  readonly total: number
  readonly shown: number
  readonly all: boolean
  readonly onChange: (all: boolean) => void
}) {
  if (total <= shown) return null
  return (
    <Button kind="quiet" onClick={() => onChange(!all)} aria-expanded={all}>
      {all ? 'Show fewer' : `Show ${total - shown} more`}
    </Button>
  )
}
