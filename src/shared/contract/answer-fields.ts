import { z } from 'zod'

// Parts that many answers have.

export const instant = z.number().int().describe('epoch ms')
export const lengthMs = z.number().int().describe('ms')
export const count = z.number().int()
export const cents = z.number().int().describe('cents')
export const nullableName = z.string().nullable()

/** Lists answer this to `?limit=&cursor=`. */
export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row).readonly(), nextCursor: z.string().nullable() })
