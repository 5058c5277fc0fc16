import type { Setting, SettingKey } from '../../../src/main/journal/settings.ts'

/** Keeps settings as the journal does. */
export function memorySettings() {
  const stored = new Map<SettingKey, string>()
  return {
    get: <Key extends SettingKey>(key: Key) => {
      const text = stored.get(key)
      return text === undefined ? undefined : (JSON.parse(text) as Setting<Key>)
    },
    set: (key: SettingKey, value: unknown) => {
      stored.set(key, JSON.stringify(value))
    },
    remove: (key: SettingKey) => {
      stored.delete(key)
    },
  }
}
