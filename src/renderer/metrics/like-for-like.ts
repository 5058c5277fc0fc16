import { createContext } from 'react'

/**
 * Whether the period is compared with one that is as long by now. A week that runs is less than the full week before it in almost everything, so
 * that its differences are neither better nor worse.
 */
export const LikeForLike = createContext(true)
