/** Names of settings that hold secrets. */
const secretKey =
  /(?:^|[_.-])(?:password|passwd|passphrase|secret|token|api_?key|private_?key|credentials?)$/i;

/** Beginnings of secrets that say what they are. */
const secretValues: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  /\b(?:ghp|gho|ghu|ghs|ghr|github_pat)_\w{20}/,
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  /\bgl(?:pat|dt|rt|cbt)-[\w-]{20}/,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  // The user name and password of an address
  /^[a-z][\w+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i,
];

/** Whether a setting looks like a secret, which everybody who may see settings would read. */
export function looksSecret(key: string, value: string): boolean {
  return value !== '' && (secretKey.test(key) || secretValues.some(pattern => pattern.test(value)));
}
