import { useEffect, useState } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'

/** The current time, updated every `everyMs`. */
export function useNow(everyMs: number): EpochMs {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
