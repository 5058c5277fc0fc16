/** Ids that must not be mixed up; a brand costs nothing at run time. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }

/** HMAC-SHA-256 of a normalized claim reference under the tenant key, lower-case hex. Still PHI, pseudonymized. */
export type ClaimToken = Brand<string, 'ClaimToken'>

/** Milliseconds since 1970-01-01T00:00:00Z by the wall clock. */
export type EpochMs = number
/** Milliseconds of a monotonic clock with an arbitrary zero. */
export type MonoMs = number
