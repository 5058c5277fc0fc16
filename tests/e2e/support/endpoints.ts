import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { freshEndpoint } from '../../server/support/stores.ts'
import { embeddedFolder } from '../../setup/embedded-folder.ts'
import type { CleanUps } from './clean-up.ts'

/** With it the endpoint tells its own numbers. */
export const METRICS_TOKEN = 'a-metrics-token-for-tests'

/** An endpoint on its embedded store. */
export async function runEndpoint(undo: CleanUps): Promise<Endpoint & { readonly adminToken: string }> {
  const endpoint = await freshEndpoint('embedded', { metricsToken: METRICS_TOKEN })
  undo.add(endpoint.close)
  return endpoint
}

/** The same, and the folder of its store. */
export async function runEndpointIn(undo: CleanUps) {
  const { folder, remove } = await embeddedFolder()
  undo.add(remove)
  const endpoint = await freshEndpoint('embedded', { dataFolder: folder })
  undo.add(endpoint.close)
  return { endpoint, store: folder }
}
