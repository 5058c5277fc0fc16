/** The link by which somebody sets a password. @param prefix of the tenant's addresses */
export const invitationLink = (prefix: string, token: string): string =>
  `${window.location.origin}${prefix}/team#invitation=${token}`

/** What a computer's agent is started with to come in by a code or key. @param prefix of the tenant's addresses */
export const enrollCommand = (prefix: string, secret: string): string =>
  `--endpoint ${window.location.origin}${prefix} --enroll ${secret} --hidden --autostart on`
