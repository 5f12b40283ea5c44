import { LiveryError } from '@livery/contracts';

/** The private registry of one AWS account in one region. */
export interface EcrRegistry {
  /** 12 digits */
  readonly account: string;
  /** `eu-central-1` */
  readonly region: string;
  /** Where its API is: https://docs.aws.amazon.com/general/latest/gr/ecr.html */
  readonly apiEndpoint: string;
}

// https://docs.aws.amazon.com/general/latest/gr/ecr.html; the last form is that of hosts which have addresses of version 6, too.
const classic =
  /^(\d{12})\.dkr\.ecr(-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\.(amazonaws\.(?:com(?:\.cn)?|eu))$/;
const dualStack = /^(\d{12})\.dkr-ecr(-fips)?\.([a-z]{2,4}(?:-[a-z]+)+-\d+)\.on\.aws$/;

/** Which account and region a host belongs to; undefined if it is not of Amazon ECR. */
export function parseEcrHost(host: string): EcrRegistry | undefined {
  const [, account = '', fips, region = '', domain] = classic.exec(host) ?? dualStack.exec(host) ?? [];
  if (account === '') {
    return undefined;
  }
  const api =
    domain === undefined
      ? `ecr${fips ?? ''}.${region}.api.aws`
      : `${fips === undefined ? 'api.ecr' : 'ecr-fips'}.${region}.${domain}`;
  return { account, region, apiEndpoint: `https://${api}` };
}

/** The domain of each partition of AWS that has its own. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const domains: readonly { region: RegExp; domain: string }[] = [
  { region: /^cn-/, domain: 'amazonaws.com.cn' },
  { region: /^eusc-/, domain: 'amazonaws.eu' },
];

/** The domain that the services of a region are in. */
export function awsDomainOf(region: string): string {
  return domains.find(entry => entry.region.test(region))?.domain ?? 'amazonaws.com';
}

/**
 * The host of the registry of an account in a region.
 *
 * @throws LiveryError `usage-invalid`
 */
export function ecrHost(account: string, region: string): string {
  const host = `${account}.dkr.ecr.${region}.${awsDomainOf(region)}`;
  if (parseEcrHost(host)) {
    return host;
  }
  const isAccount = /^\d{12}$/.test(account);
  throw new LiveryError('usage-invalid', {
    message: isAccount
      ? `${JSON.stringify(region)} is not a region of AWS.`
      : `${JSON.stringify(account)} is not an AWS account.`,
    hint: isAccount
      ? 'Write it as eu-central-1, without the letter of a zone.'
      : 'An account has 12 digits; write them without blanks or dashes.',
  });
}
