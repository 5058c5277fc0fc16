import { devices } from './en-US/devices.ts'
import { format } from './en-US/format.ts'
import { imports } from './en-US/imports.ts'
import { input } from './en-US/input.ts'
import { labels } from './en-US/labels.ts'
import { myDay } from './en-US/my-day.ts'
import { problem } from './en-US/problem.ts'
import { rules } from './en-US/rules.ts'
import { settings } from './en-US/settings.ts'
import { ui } from './en-US/ui.ts'

/** All texts of the screens in US English, one namespace per screen. */
export const enUS = { devices, format, imports, input, labels, myDay, problem, rules, settings, ui } as const
