import { z } from 'zod'
import { count, instant } from './answer-fields.ts'
import { versionNumbers } from './health.ts'

// What a publisher signs of a version, and how the endpoint hands it out (docs/decisions/0060).

export const releasePlatforms = ['linux', 'win32'] as const
export const releaseArches = ['x64', 'arm64'] as const
/** How an agent is installed, which decides what replaces it. */
export const releaseKinds = ['tar.gz', 'deb', 'nsis'] as const
export type ReleaseKind = (typeof releaseKinds)[number]

/** Largest file of a release, bytes. */
export const MAX_RELEASE_FILE_BYTES = 1024 * 1024 * 1024

/** A name in the folder of its release, never a path. */
export const releaseFileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, 'is no plain file name')

/** What an agent is, as far as it decides which file replaces it. */
export const releaseTarget = z.object({
  platform: z.enum(releasePlatforms),
  arch: z.enum(releaseArches),
  kind: z.enum(releaseKinds),
})
export type ReleaseTarget = z.output<typeof releaseTarget>

export const releaseFile = z.object({
  ...releaseTarget.shape,
  name: releaseFileName,
  size: z.number().int().min(1).max(MAX_RELEASE_FILE_BYTES),
  sha512: z.string().regex(/^[0-9a-f]{128}$/, 'is no SHA-512 in hex'),
})
export type ReleaseFile = z.output<typeof releaseFile>

/** What the signature of a release covers says first: it is for nothing else. */
export const RELEASE_FORMAT = 'touchledger release 1'

/** `release.json`. Fields that a later publisher adds are dropped, so that an older agent can read it. */
export const releaseManifest = z.object({
  format: z.literal(RELEASE_FORMAT),
  version: versionNumbers,
  released: z.iso.datetime(),
  files: z.array(releaseFile).min(1).max(40),
})
export type ReleaseManifest = z.output<typeof releaseManifest>

/** Longest `release.json`, characters. */
export const MAX_MANIFEST_LENGTH = 65_536

/** Names in the folder of a release beside its files. The signature is Ed25519 over the bytes of the manifest, 64 raw bytes. */
export const MANIFEST_NAME = 'release.json'
export const SIGNATURE_NAME = 'release.sig'

/** A release as an agent gets it: the manifest as it was signed, byte for byte. */
export const signedRelease = z.object({
  manifest: z.string().max(MAX_MANIFEST_LENGTH),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/, '64 bytes in base64url'),
})
export type SignedRelease = z.output<typeof signedRelease>

/** `GET /v1/device/update` */
export const updateAnswer = z.object({
  update: signedRelease.nullable().describe('null: the agent stays as it is'),
})

/** How many of the computers get a release. */
export const updateStages = ['5%', '25%', 'all'] as const
export type UpdateStage = (typeof updateStages)[number]

/** The settings document `updates`: which release the agents are to be. */
export const updatesSchema = z.strictObject({
  /** Of a release on file, newer or older than what runs; null: agents stay as they are. */
  version: versionNumbers.nullable().default(null),
  stage: z.enum(updateStages).default('5%'),
  /** Computers of people in these teams alone; none: every team. */
  teams: z.array(z.string().trim().min(1).max(200)).max(200).default([]),
  /** No further computer gets it. */
  paused: z.boolean().default(false),
})
export type UpdateSettings = z.output<typeof updatesSchema>

/** `GET /v1/releases` */
export const releasesAnswer = z.object({
  storage: z.boolean().describe('false: this endpoint has no data directory, so it can hold no releases'),
  releases: z
    .array(
      z.object({
        version: z.string().describe('the name of its folder'),
        releasedAt: instant.nullable(),
        kinds: z.array(z.string()).readonly().describe('as linux x64 tar.gz'),
        fault: z.string().nullable().describe('why it is not handed out; null: it is whole'),
      }),
    )
    .readonly()
    .describe('the newest first'),
  versions: z
    .array(z.object({ version: z.string(), computers: count }))
    .readonly()
    .describe('what enrolled computers run, the newest first'),
  rollOut: z
    .object({
      version: z.string(),
      computers: count.describe('that the stage and the teams let in'),
      there: count.describe('of those, that run it'),
      of: count.describe('enrolled computers'),
    })
    .nullable()
    .describe('null: no version is chosen'),
})
export type ReleasesAnswer = z.output<typeof releasesAnswer>
