import { z } from 'zod'
import { HTTPS_NEEDED, isPrivateTransport } from './addresses.ts'
import { repeatedAt } from './repeated.ts'
import { haveOwnIds, id, label, weekdays } from './settings-fields.ts'

// What goes out by itself: alerts and reports.

/** Claim numbers go out in clear; without it messages name the denial only. */
const includeClaimRef = z.boolean().default(false)

/** Where alerts go beside the app. */
export const alertingSchema = z.strictObject({
  email: z
    .strictObject({
      to: z.array(z.email()).min(1).max(50),
      from: z.email(),
      includeClaimRef,
    })
    .nullable()
    .default(null),
  webhooks: z
    .array(
      z.strictObject({
        id,
        /** Over https, since messages name denials. Without a user and password: the signature says who sends. */
        url: z
          .url({ protocol: /^https?$/ })
          .max(1000)
          .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'an address without a user and password')
          .refine(isPrivateTransport, HTTPS_NEEDED),
        /** Key of the signature; it is never answered again. */
        secret: z.string().min(16).max(200),
        includeClaimRef,
      }),
    )
    .max(10)
    .refine(haveOwnIds, 'two have the same id')
    .default([]),
  /** More new alerts than this at once go out as one digest. */
  digestAbove: z.number().int().min(1).max(1000).default(5),
  /** An instant with its zone. Until then alerts stay as they are: for loading files of past months. Null: not paused. */
  pausedUntil: z.iso.datetime({ offset: true }).nullable().default(null),
})
export type AlertingSettings = z.infer<typeof alertingSchema>

export const reportPeriods = ['last_week', 'last_month', 'last_13_weeks'] as const

/** It becomes part of an email's header and of a page's line. */
const lineLabel = label.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'one line of text without control characters')

/** The Performance screen as a PDF, sent by e-mail at a time of day in the tenant's zone. */
export const reportScheduleSchema = z.strictObject({
  id,
  name: lineLabel,
  to: z
    .array(z.email())
    .min(1)
    .max(50)
    .superRefine((addresses, { addIssue }) => {
      for (const index of repeatedAt(addresses))
        addIssue({ code: 'custom', message: 'this address is listed before; remove one of the two', path: [index] })
    }),
  every: z.enum(['week', 'month']).default('week'),
  /** Of a weekly one. */
  weekday: z.enum(weekdays).default('mon'),
  /** Of a monthly one. A month without this day has it on its last. */
  monthDay: z.union([z.number().int().min(1).max(31), z.literal('last')]).default(1),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 08:30')
    .default('07:00'),
  /** Whole weeks or months before the day it is sent. */
  period: z.enum(reportPeriods).default('last_week'),
  /** Left out: all. */
  team: lineLabel.optional(),
  payer: lineLabel.optional(),
  enabled: z.boolean().default(true),
})
export type ReportSchedule = z.infer<typeof reportScheduleSchema>

/** Reports that go out by themselves. */
export const reportsSchema = z
  .strictObject({
    /** The sender's address. Null: there are no schedules. */
    from: z.email().nullable().default(null),
    schedules: z
      .array(reportScheduleSchema)
      .max(50)
      .superRefine((schedules, { addIssue }) => {
        for (const index of repeatedAt(schedules.map(({ name }) => name)))
          addIssue({
            ...{ code: 'custom', path: [index, 'name'] },
            message: 'an earlier schedule has this name; give each its own',
          })
      })
      .default([]),
  })
  .refine(({ schedules }) => haveOwnIds(schedules), {
    message: 'two schedules have the same id',
    path: ['schedules'],
  })
  .refine(({ from, schedules }) => from !== null || schedules.length === 0, {
    message: 'schedules need the address that they are sent from',
    path: ['from'],
  })
