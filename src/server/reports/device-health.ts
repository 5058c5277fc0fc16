import { deviceHealthSchema, type DeviceHealth } from '../../shared/contract/health.ts'

/** What a device said of itself, as it is stored. Null: nothing yet, or what a newer endpoint wrote. */
export function readHealth(text: string | null): DeviceHealth | null {
  if (text === null) return null
  const parsed = deviceHealthSchema.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : null
}
