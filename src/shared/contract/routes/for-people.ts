import type { accessTable } from '../access.ts'
import { everyRoute } from './every-route.ts'
import type { Route } from './route.ts'

/** A route that people may call: it has a row in the access table. */
export type ForPeople = keyof typeof accessTable

/** Every route that people may call, by its operation id; the type checker finds a row without a route. */
export const routesForPeople: Readonly<Record<ForPeople, Route & { readonly operationId: string }>> =
  Object.fromEntries(
    Object.entries(everyRoute).filter(([, { access }]) => access === 'person' || access === 'device_or_person'),
  ) as unknown as Pick<typeof everyRoute, ForPeople>
