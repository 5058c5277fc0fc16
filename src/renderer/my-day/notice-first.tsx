import { type ReactNode, useState } from 'react'
import type { Desktop } from '../bridge/app-environment.ts'
import { NoticeScreen } from './notice-screen.tsx'
import { useAgentStatus } from './use-agent-status.ts'

/** The notice of what is recorded in place of a screen, until it is acknowledged. Whoever came for another screen than My Day may read it later. */
export function NoticeFirst({
  desktop,
  path,
  children,
}: {
  readonly desktop: Desktop
  readonly path: string
  readonly children: ReactNode
}) {
  const { value: status, reload } = useAgentStatus(desktop)
  const [later, setLater] = useState(false)
  const mustRead = path === '/my-day'
  if (status?.noticeDue !== true || (later && !mustRead)) return children
  return (
    <NoticeScreen desktop={desktop} onAcknowledged={reload} onLater={mustRead ? undefined : () => setLater(true)} />
  )
}
