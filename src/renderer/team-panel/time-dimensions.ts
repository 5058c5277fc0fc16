import { type Dimension, isWorkedDenialDimension } from '../../shared/metrics/dimensions.ts'
import { denialFilterNames, dimensionsOf, type Filters } from '../metrics/filters.ts'

/** The dimensions of the time card. */
export const timeCardDimensions = dimensionsOf(['active_minutes'])

/** Dimensions that the panel's answer has. Its filters are team, person and payer. */
export type PanelDimension = 'activity' | 'payer'
export const isPanelDimension = (id: Dimension): id is PanelDimension => id === 'activity' || id === 'payer'

/**
 * The dimensions that these filters allow. Recorded time is stored by window, by denial and by shift, so a dimension of one kind cannot be
 * combined with filters of another.
 */
export function allowedTimeDimensions(filters: Filters): readonly Dimension[] {
  const ofShift = filters.shift !== undefined
  const ofDenials = denialFilterNames.some((name) => name !== 'shift' && filters[name] !== undefined)
  return timeCardDimensions.filter((id) => {
    if (isPanelDimension(id)) return true
    if (id === 'shift') return !ofDenials
    if (isWorkedDenialDimension(id)) return !ofShift
    if (id === 'rating' || id === 'system') return !ofDenials && !ofShift
    return !(ofDenials && ofShift)
  })
}
