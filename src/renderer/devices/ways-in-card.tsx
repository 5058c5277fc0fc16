import { type ReactNode, useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'

/**
 * Codes or keys that let computers in: those that can still be used, what was just made, and what was ended last.
 * @param name of the query
 */
export function useWaysIn<Row extends { readonly id: string }, Made>(
  name: string,
  { list, end }: { readonly list: () => Promise<Page<Row>>; readonly end: (id: string) => Promise<null> },
) {
  const { value, problem, reload } = useLiveQuery([name], list)
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const [ended, setEnded] = useState<Row | null>(null)
  const [failure, setFailure] = useState<ClientProblem | null>(null)
  return {
    ...{ rows: value?.rows ?? null, problem, reload, isOpen, made, ended, failure },
    open: () => {
      setMade(null)
      setEnded(null)
      setOpen(true)
    },
    close: () => setOpen(false),
    onMade: (next: Made) => {
      setMade(next)
      setOpen(false)
      reload()
    },
    onDone: () => setMade(null),
    onEnd: (row: Row) => {
      setFailure(null)
      setEnded(null)
      end(row.id)
        .then(
          () => setEnded(row),
          (error: unknown) => setFailure(asProblem(error)),
        )
        .finally(reload)
    },
  }
}

/** Shows what {@link useWaysIn} holds. */
export function WaysInCard<Row extends { readonly id: string }>({
  ways,
  columns,
  words,
  ended,
  children,
}: {
  readonly ways: Pick<
    ReturnType<typeof useWaysIn<Row, unknown>>,
    'rows' | 'problem' | 'reload' | 'failure' | 'isOpen' | 'open'
  >
  readonly columns: Columns<Row>
  readonly words: Readonly<Record<'title' | 'new' | 'loading' | 'loadFailed' | 'noun', string>> & {
    readonly explanation: ReactNode
  }
  /** What was ended last, in words. */
  readonly ended: ReactNode
  /** What was just made, and the form for a new one. */
  readonly children: ReactNode
}) {
  const { rows, problem, reload, failure } = ways
  return (
    <Card
      title={words.title}
      explanation={words.explanation}
      aside={
        !ways.isOpen && (
          <Button kind="primary" onClick={ways.open}>
            {words.new}
          </Button>
        )
      }
    >
      {children}
      {ended !== null && <Banner kind="done">{ended}</Banner>}
      {failure && <Banner kind="problem">{failure.message}</Banner>}
      {rows === null ? (
        <QueryState problem={problem} waiting={words.loading} failed={words.loadFailed} onRetry={reload} />
      ) : (
        rows.length > 0 && <DataTable rows={rows} columns={columns} noun={words.noun} rowKey={({ id }) => id} />
      )}
    </Card>
  )
}
