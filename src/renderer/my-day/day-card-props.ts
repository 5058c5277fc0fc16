import type { MyDay } from '../../shared/contract/clients.ts'
import type { Desktop } from '../bridge/app-environment.ts'

/** What a card gets in which the person changes something of a day. */
export interface DayCardProps {
  readonly day: MyDay
  readonly zone: string
  readonly desktop: Desktop
  readonly onChanged: () => void
}
