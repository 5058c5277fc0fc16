import { generateSecret, generateURI, verify } from 'otplib'

/** A code of the step before or after counts, too: clocks of telephones differ. */
const TOLERANCE_SECONDS = 30

/** A new secret for an authenticator app (TOTP, RFC 6238). */
export const newTotpSecret = (): string => generateSecret()

/** The secret as an authenticator app reads it. */
export const totpUri = (secret: string, email: string): string =>
  generateURI({ issuer: 'TouchLedger', label: email, secret })

/**
 * The time step of a code; null where it is wrong or not later than a step that was used: each code works once.
 * @param now epoch ms
 */
export async function stepOfCode(
  { secret, usedStep }: { readonly secret: string; readonly usedStep: number | null },
  code: string,
  now: number,
): Promise<number | null> {
  const result = await verify({ secret, token: code, epoch: Math.floor(now / 1000), epochTolerance: TOLERANCE_SECONDS })
  if (!result.valid || !('timeStep' in result)) return null
  return usedStep !== null && result.timeStep <= usedStep ? null : result.timeStep
}
