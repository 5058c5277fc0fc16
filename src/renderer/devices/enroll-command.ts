/** What a computer's agent is started with to come in by a code or key. @param prefix of the tenant's addresses */
export const enrollCommand = (prefix: string, secret: string): string =>
  `--endpoint ${window.location.origin}${prefix} --enroll ${secret} --hidden --autostart on`
