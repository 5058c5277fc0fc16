import type { Registry } from 'prom-client'
import { storeGauges, type WatchedStores } from './store-gauges.ts'

/** What Prometheus reads. */
export interface Scrape {
  readonly contentType: string
  text(): Promise<string>
}

/** Numbers of the process, and those of its stores as of now. */
export function createScrape(registry: Registry, stores: WatchedStores): Scrape {
  const readStores = storeGauges(registry, stores)
  return {
    contentType: registry.contentType,
    text: async () => {
      await readStores()
      return registry.metrics()
    },
  }
}
